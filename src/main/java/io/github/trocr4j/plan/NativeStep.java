package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** Computes an operation that has no other step with ND4J, on dense arrays. */
final class NativeStep implements Step {
    private final DifferentialFunction op;
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final OpContext context = Nd4j.getExecutioner().buildContext();

    NativeStep(DifferentialFunction op, List<Tensor> inputs, List<Tensor> outputs) {
        this.op = op;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Returns the shapes of the outputs for inputs of these shapes. */
    static List<int[]> outputShapes(DifferentialFunction op, List<Tensor> inputs) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        List<INDArray> arrays = new ArrayList<>();
        for (Tensor input : inputs) {
            arrays.add(Nd4j.zeros(DataType.FLOAT, input.longShape()));
        }
        prepare(op, context, arrays);
        List<LongShapeDescriptor> shapes = op.calculateOutputShape(context);
        arrays.forEach(INDArray::close);
        return shapes.stream()
                .map(LongShapeDescriptor::getShape)
                .map(shape -> Arrays.stream(shape).mapToInt(Math::toIntExact).toArray())
                .toList();
    }

    private static void prepare(DifferentialFunction op, OpContext context, List<INDArray> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            context.setInputArray(i, inputs.get(i));
        }
        if (op instanceof DynamicCustomOp custom) {
            context.setIArguments(custom.iArgs());
            context.setTArguments(custom.tArgs());
            context.setBArguments(custom.bArgs());
            context.setDArguments(custom.dArgs());
        }
    }

    @Override
    public List<Memory> reads() {
        return inputs.stream().map(Tensor::memory).toList();
    }

    @Override
    public List<Memory> writes() {
        return outputs.stream().map(Tensor::memory).toList();
    }

    @Override
    public void run(Team team) {
        prepare(op, context, inputs.stream().map(NativeStep::array).toList());
        for (int i = 0; i < outputs.size(); i++) {
            context.setOutputArray(i, array(outputs.get(i)));
        }
        if (op instanceof CustomOp custom) {
            Nd4j.getExecutioner().exec(custom, context);
        } else {
            Nd4j.getExecutioner().exec((Op) op, context);
        }
    }

    private static INDArray array(Tensor t) {
        return t.memory().as(t.longShape());
    }
}
