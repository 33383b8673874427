package io.github.trocr4j.teacher.training;

import io.github.trocr4j.plan.Convolution;
import io.github.trocr4j.plan.ConvolutionShape;
import io.github.trocr4j.teacher.TeacherWeights;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What {@link ConvolutionBlock} computes. In training it normalises by the batch, otherwise by the running statistics.
 */
final class ConvolutionBlockLayer extends BaseLayer<ConvolutionBlock> {
    /** What the running statistics keep of themselves in a step, as in PyTorch. */
    private static final double KEPT = 0.9;

    private static final long serialVersionUID = 1L;

    private final transient Convolution convolution;
    private transient Convolution.Statistics statistics;

    ConvolutionBlockLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        convolution = new Convolution(layerConf().shape(), layerConf().threads());
    }

    private float[] channels(String name) {
        return params.get(name).dup().data().asFloat();
    }

    private Convolution.Normalisation normalisation() {
        return new Convolution.Normalisation(
                channels(ConvolutionBlock.GAMMA), channels(ConvolutionBlock.BETA), TeacherWeights.EPSILON);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        input = dense(input);
        ConvolutionShape shape = layerConf().shape();
        INDArray output = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {input.size(0), shape.outputSize()}, 'c');
        if (training) {
            statistics = convolution.train(input, params.get(ConvolutionBlock.WEIGHT), normalisation(), output);
        } else {
            infer(output);
        }
        return output;
    }

    private void infer(INDArray output) {
        Convolution.Affine affine = normalisation()
                .by(new Convolution.Statistics(
                        params.get(ConvolutionBlock.MEAN).toDoubleVector(),
                        params.get(ConvolutionBlock.VARIANCE).toDoubleVector()));
        try (INDArray factors = Nd4j.createUninitializedDetached(DataType.FLOAT, affine.scale().length)) {
            factors.data().setData(affine.scale());
            try (INDArray folded = params.get(ConvolutionBlock.WEIGHT).mul(factors)) {
                convolution.infer(input, Math.toIntExact(input.size(0)), folded, affine.shift(), output);
            }
        }
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        ConvolutionShape shape = layerConf().shape();
        INDArray inputGradient = layerConf().isFirst()
                ? null
                : workspaces.createUninitialized(
                        ArrayType.ACTIVATION_GRAD, DataType.FLOAT, new long[] {input.size(0), shape.inputSize()}, 'c');
        Convolution.Gradients gradients = convolution.backward(
                input,
                params.get(ConvolutionBlock.WEIGHT),
                normalisation(),
                statistics,
                dense(epsilon),
                gradientViews.get(ConvolutionBlock.WEIGHT),
                inputGradient);
        write(ConvolutionBlock.GAMMA, gradients.gamma());
        write(ConvolutionBlock.BETA, gradients.beta());
        write(ConvolutionBlock.MEAN, change(ConvolutionBlock.MEAN, statistics.mean()));
        write(ConvolutionBlock.VARIANCE, change(ConvolutionBlock.VARIANCE, statistics.variance()));
        Gradient result = new DefaultGradient();
        for (String name : layerConf().initializer().paramKeys(layerConf())) {
            result.gradientForVariable().put(name, gradientViews.get(name));
        }
        return new Pair<>(result, inputGradient);
    }

    /** Returns what has to be subtracted from running statistics to move them towards those of the batch. */
    private double[] change(String name, double[] batch) {
        float[] running = channels(name);
        double[] change = new double[batch.length];
        for (int c = 0; c < change.length; c++) {
            change[c] = (1 - KEPT) * (running[c] - batch[c]);
        }
        return change;
    }

    private void write(String name, double[] values) {
        INDArray view = gradientViews.get(name);
        for (int i = 0; i < values.length; i++) {
            view.putScalar(i, values[i]);
        }
    }

    private static INDArray dense(INDArray array) {
        boolean isDense = array.ordering() == 'c' && !array.isView() && array.dataType() == DataType.FLOAT;
        return isDense ? array : array.castTo(DataType.FLOAT).dup('c');
    }

    /** The gradients of the running statistics are not sums over the batch. */
    @Override
    public boolean updaterDivideByMinibatch(String name) {
        return !name.equals(ConvolutionBlock.MEAN) && !name.equals(ConvolutionBlock.VARIANCE);
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void close() {
        convolution.close();
    }
}
