namespace Symphony.Models.OnnxRuntime;

/// <summary>The type of a tensor's elements, numbered as in ONNX Runtime's C API.</summary>
public enum TensorElementType
{
    /// <summary>Not a tensor, or of a type that is not known here.</summary>
    Undefined = 0,

    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 2,

    /// <summary>8-bit signed integer.</summary>
    Int8 = 3,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 4,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 5,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 6,

    /// <summary>64-bit signed integer.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>True or false, one byte each.</summary>
    Bool = 9,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 12,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 13,

    /// <summary>A complex number of two 32-bit parts.</summary>
    Complex64 = 14,

    /// <summary>A complex number of two 64-bit parts.</summary>
    Complex128 = 15,

    /// <summary>16-bit floating point with the exponent of a 32-bit one.</summary>
    BFloat16 = 16,
}
