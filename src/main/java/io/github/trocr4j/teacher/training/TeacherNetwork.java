package io.github.trocr4j.teacher.training;

import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.plan.ConvolutionShape;
import io.github.trocr4j.teacher.TeacherArchitecture;
import io.github.trocr4j.teacher.TeacherWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ISchedule;

/** The teacher as a ComputationGraph of Deeplearning4j, and its parameters under our names. */
final class TeacherNetwork {
    /** Parameters of a block: our names, and the layer's. */
    private static final Map<String, String> NAMES = Map.of(
            "weight", ConvolutionBlock.WEIGHT,
            "gamma", ConvolutionBlock.GAMMA,
            "beta", ConvolutionBlock.BETA,
            "mean", ConvolutionBlock.MEAN,
            "variance", ConvolutionBlock.VARIANCE,
            "bias", "b");

    private TeacherNetwork() {}

    /** Deeplearning4j's decay after Adam's step, times the learning rate (AdamW), which is no part of the loss. */
    private static final class DecoupledDecay extends WeightDecay {
        private static final long serialVersionUID = 1L;

        DecoupledDecay(double decay) {
            super(decay, true);
        }

        @Override
        public double score(INDArray parameters, int iteration, int epoch) {
            return 0;
        }
    }

    /** Creates the network with random weights; starts ND4J. Deeplearning4j's dropout counts what is kept. */
    static ComputationGraph create(TeacherRecipe recipe, ISchedule learningRate) {
        int threads = Engine.start().threads();
        TeacherArchitecture architecture = recipe.architecture();
        ComputationGraphConfiguration.GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(recipe.seed())
                .dataType(DataType.FLOAT)
                .weightInit(WeightInit.XAVIER)
                .updater(new Adam.Builder().learningRateSchedule(learningRate).build())
                .regularization(List.of(new DecoupledDecay(recipe.weightDecay())))
                .graphBuilder()
                .addInputs("digits")
                .setInputTypes(InputType.feedForward(TeacherArchitecture.PIXELS));
        String last = "digits";
        int index = 0;
        boolean afterStride = false;
        for (ConvolutionShape shape : architecture.convolutions()) {
            String name = TeacherWeights.BLOCK + index;
            if (afterStride && architecture.blockDropout() > 0) {
                String dropout = "dropout" + index;
                graph.addLayer(dropout, new DropoutLayer(1 - architecture.blockDropout()), last);
                last = dropout;
            }
            afterStride = shape.stride() > 1;
            graph.addLayer(name, new ConvolutionBlock(shape, index == 0, threads), last);
            last = name;
            index++;
        }
        if (architecture.pooling()) {
            graph.addLayer("pooling", new ChannelMeans(architecture.features()), last);
            last = "pooling";
        }
        OutputLayer.Builder head = new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(architecture.features())
                .nOut(TeacherArchitecture.CLASSES);
        if (architecture.dropout() > 0) {
            head.dropOut(1 - architecture.dropout());
        }
        graph.addLayer(TeacherWeights.HEAD, head.build(), last).setOutputs(TeacherWeights.HEAD);
        ComputationGraph network = new ComputationGraph(graph.build());
        network.init();
        return network;
    }

    /** Returns a copy of the parameters. */
    static TeacherWeights weights(ComputationGraph network, TeacherArchitecture architecture) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        TeacherWeights.shapes(architecture).forEach((name, shape) -> {
            int dot = name.indexOf('.');
            INDArray values = network.getLayer(name.substring(0, dot)).getParam(NAMES.get(name.substring(dot + 1)));
            try (INDArray copy = values.dup('c')) {
                tensors.put(name, new FloatTensor(shape, copy.data().asFloat()));
            }
        });
        return new TeacherWeights(architecture, tensors);
    }
}
