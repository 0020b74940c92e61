using System.Collections.Generic;

namespace Symphony.Models.OnnxRuntime;

/// <summary>The element type and shape of a tensor that exists.</summary>
/// <param name="ElementDataType">The type of the elements.</param>
/// <param name="Shape">The length along each dimension.</param>
/// <param name="ElementCount">How many elements there are: the product of the lengths.</param>
public sealed record OrtTensorTypeAndShapeInfo(
    TensorElementType ElementDataType,
    IReadOnlyList<long> Shape,
    long ElementCount);
