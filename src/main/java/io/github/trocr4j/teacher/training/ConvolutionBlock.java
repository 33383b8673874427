package io.github.trocr4j.teacher.training;

import io.github.trocr4j.plan.ConvolutionShape;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A layer of Deeplearning4j: convolution, batch normalisation and ReLU as one step of package {@code plan}. Its input
 * and output are [count, side * side * channels], channels last. Parameters: W [kernel, kernel, inputs, outputs],
 * gamma, beta, and the running mean and variance, which the gradient step moves as in Deeplearning4j's own batch
 * normalisation.
 */
final class ConvolutionBlock extends FeedForwardLayer {
    static final String WEIGHT = "W";
    static final String GAMMA = "gamma";
    static final String BETA = "beta";
    static final String MEAN = "mean";
    static final String VARIANCE = "variance";

    private static final long serialVersionUID = 1L;

    private final int side;
    private final int inputs;
    private final int outputs;
    private final int kernel;
    private final int stride;
    private final boolean first;
    private final int threads;

    /**
     * Creates a layer.
     *
     * @param first whether its input is the picture, for which no gradient is computed
     * @param threads number of threads that compute
     */
    ConvolutionBlock(ConvolutionShape shape, boolean first, int threads) {
        side = shape.side();
        inputs = shape.inputs();
        outputs = shape.outputs();
        kernel = shape.kernel();
        stride = shape.stride();
        this.first = first;
        this.threads = threads;
        setNIn(shape.inputSize());
        setNOut(shape.outputSize());
    }

    ConvolutionShape shape() {
        return new ConvolutionShape(side, inputs, outputs, kernel, stride);
    }

    boolean isFirst() {
        return first;
    }

    int threads() {
        return threads;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        ConvolutionBlockLayer layer = new ConvolutionBlockLayer(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialise));
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new Parameters();
    }

    /** The running statistics are moved by what the layer gives as their gradients. */
    @Override
    public IUpdater getUpdaterByParam(String name) {
        return name.equals(MEAN) || name.equals(VARIANCE) ? new NoOp() : super.getUpdaterByParam(name);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        long parameters = initializer().numParams(this);
        return new LayerMemoryReport.Builder(getLayerName(), ConvolutionBlock.class, input, getOutputType(0, input))
                .standardMemory(parameters, 2 * parameters)
                .workingMemory(0, 0, 0, 2 * getNOut())
                .build();
    }

    @Override
    public ConvolutionBlock clone() {
        return (ConvolutionBlock) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof ConvolutionBlock that && shape().equals(that.shape()) && super.equals(that));
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof ConvolutionBlock;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + shape().hashCode();
    }

    /** Where each parameter is in the flat array, and what it begins with. */
    private static final class Parameters implements ParamInitializer {
        private static final List<String> WEIGHTS = List.of(WEIGHT);
        private static final List<String> OTHERS = List.of(GAMMA, BETA, MEAN, VARIANCE);

        private static ConvolutionShape shape(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return ((ConvolutionBlock) layer).shape();
        }

        @Override
        public long numParams(NeuralNetConfiguration conf) {
            return numParams(conf.getLayer());
        }

        @Override
        public long numParams(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return shape(layer).weights() + (long) OTHERS.size() * shape(layer).outputs();
        }

        @Override
        public List<String> paramKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return List.of(WEIGHT, GAMMA, BETA, MEAN, VARIANCE);
        }

        @Override
        public List<String> weightKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return WEIGHTS;
        }

        @Override
        public List<String> biasKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return List.of();
        }

        @Override
        public boolean isWeightParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
            return WEIGHTS.contains(key);
        }

        @Override
        public boolean isBiasParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
            return false;
        }

        /** Weights as He et al. 2015 (fan-in), gamma and variance 1, beta and mean 0. */
        @Override
        public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray flat, boolean initialise) {
            ConvolutionShape shape = shape(conf.getLayer());
            Map<String, INDArray> views = views(shape, flat);
            if (initialise) {
                double fanIn = (double) shape.kernel() * shape.kernel() * shape.inputs();
                INDArray weight = views.get(WEIGHT);
                weight.assign(Nd4j.randn(weight.shape()).muli(Math.sqrt(2 / fanIn)));
                views.get(GAMMA).assign(1);
                views.get(BETA).assign(0);
                views.get(MEAN).assign(0);
                views.get(VARIANCE).assign(1);
            }
            views.keySet().forEach(conf::addVariable);
            return views;
        }

        @Override
        public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray flat) {
            return views(shape(conf.getLayer()), flat);
        }

        private static Map<String, INDArray> views(ConvolutionShape shape, INDArray flat) {
            INDArray row = flat.reshape(flat.length());
            Map<String, INDArray> views = new LinkedHashMap<>();
            views.put(
                    WEIGHT,
                    row.get(NDArrayIndex.interval(0, shape.weights()))
                            .reshape('c', shape.kernel(), shape.kernel(), shape.inputs(), shape.outputs()));
            long at = shape.weights();
            for (String name : OTHERS) {
                views.put(
                        name,
                        row.get(NDArrayIndex.interval(at, at + shape.outputs())).reshape('c', 1, shape.outputs()));
                at += shape.outputs();
            }
            return views;
        }
    }

    @Override
    public String toString() {
        return "ConvolutionBlock" + Arrays.asList(shape(), first);
    }
}
