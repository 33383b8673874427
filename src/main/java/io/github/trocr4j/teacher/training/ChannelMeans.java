package io.github.trocr4j.teacher.training;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.params.EmptyParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer of Deeplearning4j: the mean of each channel over all pixels, [count, pixels * channels] to [count, channels].
 * Deeplearning4j's global pooling expects channels first.
 */
final class ChannelMeans extends NoParamLayer {
    private static final long serialVersionUID = 1L;

    private final int channels;

    ChannelMeans(int channels) {
        this.channels = channels;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        Means layer = new Means(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamTable(initializer().init(conf, parameters, initialise));
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return EmptyParamInitializer.getInstance();
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return InputType.feedForward(channels);
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        // The channels are given.
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        return new LayerMemoryReport.Builder(getLayerName(), ChannelMeans.class, input, getOutputType(0, input))
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .build();
    }

    @Override
    public ChannelMeans clone() {
        return (ChannelMeans) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof ChannelMeans that && channels == that.channels && super.equals(that));
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof ChannelMeans;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + channels;
    }

    /** What the layer computes. */
    private static final class Means extends AbstractLayer<ChannelMeans> {
        private static final long serialVersionUID = 1L;

        Means(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            assertInputSet(false);
            int channels = layerConf().channels;
            return workspaces.leverageTo(
                    ArrayType.ACTIVATIONS,
                    input.reshape('c', input.size(0), input.size(1) / channels, channels)
                            .mean(1));
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            assertInputSet(true);
            int channels = layerConf().channels;
            long places = input.size(1) / channels;
            INDArray gradient = workspaces.createUninitialized(
                    ArrayType.ACTIVATION_GRAD, DataType.FLOAT, new long[] {input.size(0), input.size(1)}, 'c');
            INDArray mean = epsilon.div(places).reshape(input.size(0), 1, channels);
            gradient.reshape('c', input.size(0), places, channels)
                    .assign(mean.broadcast(input.size(0), places, channels));
            return new Pair<>(new DefaultGradient(), gradient);
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public void clearNoiseWeightParams() {
            // It has no weights.
        }
    }
}
