using System.Collections.Generic;
using System.Linq;

namespace Symphony.Models.OnnxRuntime;

/// <summary>What a model says of one of its inputs or outputs.</summary>
/// <param name="OnnxValueType">A tensor, a sequence or a map.</param>
/// <param name="ElementDataType">The type of a tensor's elements.</param>
/// <param name="Dimensions">The length along each dimension, -1 where the model leaves it open.</param>
/// <param name="SymbolicDimensions">The name of each open dimension, empty where there is none.</param>
public sealed record NodeMetadata(
    OnnxValueType OnnxValueType,
    TensorElementType ElementDataType,
    IReadOnlyList<int> Dimensions,
    IReadOnlyList<string> SymbolicDimensions)
{
    /// <summary>True if it is a dense array.</summary>
    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    /// <summary>True if a tensor of this shape is what the model states.</summary>
    /// <param name="shape">The length along each dimension.</param>
    internal bool Accepts(IReadOnlyList<long> shape) =>
        shape.Count == Dimensions.Count
        && shape.Zip(Dimensions).All(pair => pair.Second < 0 || pair.First == pair.Second);

    /// <summary>The shape as a person reads it, open dimensions by name.</summary>
    internal string Describe() =>
        $"{ElementDataType} [{string.Join(", ", Dimensions.Select(Dimension))}]";

    private string Dimension(int length, int index)
    {
        if (length >= 0) return length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return SymbolicDimensions[index].Length > 0 ? SymbolicDimensions[index] : "any";
    }
}
