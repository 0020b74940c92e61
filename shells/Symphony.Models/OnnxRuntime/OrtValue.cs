using System;
using System.Buffers;
using Symphony.Models.Native;

namespace Symphony.Models.OnnxRuntime;

/// <summary>A value that goes into a session or comes out of it.</summary>
/// <remarks>
/// A tensor made here lies in the caller's own memory, which is pinned until the value is disposed
/// of; nothing is copied.
/// </remarks>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly OrtRuntime runtime = OrtRuntime.Instance;

    internal OrtValue(nint value, MemoryHandle pin = default)
    {
        Handle = new OrtHandle(value, runtime.Api.ReleaseValue, pin);
        int isTensor;
        using var handle = Handle.Borrow();
        runtime.Check(runtime.Api.IsTensor(handle.Pointer, &isTensor));
        IsTensor = isTensor != 0;
    }

    /// <summary>True if the value is a dense array.</summary>
    public bool IsTensor { get; }

    /// <summary>A tensor, a sequence or a map.</summary>
    public OnnxValueType OnnxType
    {
        get
        {
            int type;
            using var handle = Handle.Borrow();
            runtime.Check(runtime.Api.GetValueType(handle.Pointer, &type));
            return (OnnxValueType)type;
        }
    }

    internal OrtHandle Handle { get; }

    /// <summary>A tensor over an array, which must not be shorter than the shape says.</summary>
    /// <param name="data">The elements, row-major; pinned until the value is disposed of.</param>
    /// <param name="shape">The length along each dimension, none negative.</param>
    /// <typeparam name="T">The type of the elements: a number type that ONNX has.</typeparam>
    /// <exception cref="ModelRefusedException">The shape does not fit the array.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged => CreateTensorValueFromMemory(data.AsMemory(), shape);

    /// <summary>A tensor over memory, which must be exactly as long as the shape says.</summary>
    /// <param name="memory">The elements, row-major; pinned until the value is disposed of.</param>
    /// <param name="shape">The length along each dimension, none negative.</param>
    /// <typeparam name="T">The type of the elements: a number type that ONNX has.</typeparam>
    /// <exception cref="ModelRefusedException">The shape does not fit the memory.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        var pin = memory.Pin();
        try
        {
            return OverPinned((T*)pin.Pointer, memory.Length, shape, pin);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>The elements of a tensor, row-major, to be read until the value is disposed of.</summary>
    /// <typeparam name="T">The type of the elements, which must be the tensor's.</typeparam>
    /// <exception cref="ModelRefusedException">The value is no tensor of that type.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <summary>The elements of a tensor, row-major, to be used until the value is disposed of.</summary>
    /// <typeparam name="T">The type of the elements, which must be the tensor's.</typeparam>
    /// <exception cref="ModelRefusedException">The value is no tensor of that type.</exception>
    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        var info = GetTensorTypeAndShape();
        if (info.ElementDataType != ElementType<T>())
        {
            throw new ModelRefusedException(
                "T", $"The tensor holds {info.ElementDataType}, not {ElementType<T>()}.");
        }

        void* data;
        using var handle = Handle.Borrow();
        runtime.Check(runtime.Api.GetTensorMutableData(handle.Pointer, &data));
        return new Span<T>(data, checked((int)info.ElementCount));
    }

    /// <summary>The element type and shape of a tensor.</summary>
    /// <exception cref="ModelRefusedException">The value is no tensor.</exception>
    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        if (!IsTensor)
            throw new ModelRefusedException("value", $"The value is no tensor, but {OnnxType}.");
        nint info;
        using var handle = Handle.Borrow();
        runtime.Check(runtime.Api.GetTensorTypeAndShape(handle.Pointer, &info));
        using var owned = new OrtHandle(info, runtime.Api.ReleaseTensorTypeAndShapeInfo);
        nuint count;
        runtime.Check(runtime.Api.GetTensorShapeElementCount(info, &count));
        return new OrtTensorTypeAndShapeInfo(
            TensorShape.ElementType(info), TensorShape.Dimensions(info), (long)count);
    }

    /// <summary>How many values a sequence holds; 2 for a map: its keys and its values.</summary>
    public int GetValueCount()
    {
        nuint count;
        using var handle = Handle.Borrow();
        runtime.Check(runtime.Api.GetValueCount(handle.Pointer, &count));
        return checked((int)count);
    }

    /// <summary>One value of a sequence, or the keys (0) or values (1) of a map.</summary>
    /// <param name="index">Which one, from 0 up to the count less one.</param>
    public OrtValue GetValue(int index)
    {
        nint value;
        using var handle = Handle.Borrow();
        runtime.Check(runtime.Api.GetValue(handle.Pointer, index, runtime.Allocator, &value));
        return new OrtValue(value);
    }

    /// <summary>Releases the value, and then the memory it lay over.</summary>
    public void Dispose() => Handle.Dispose();

    /// <summary>A tensor over memory that the caller keeps in place until it is disposed of.</summary>
    internal static OrtValue OverPinned<T>(
        T* data, long available, ReadOnlySpan<long> shape, MemoryHandle pin = default)
        where T : unmanaged
    {
        var runtime = OrtRuntime.Instance;
        long needed = 1;
        foreach (var length in shape)
        {
            if (length < 0)
            {
                throw new ModelRefusedException(
                    "shape", $"The shape {Text(shape)} has a negative length.");
            }

            needed = checked(needed * length);
        }

        if (needed != available)
        {
            throw new ModelRefusedException(
                "shape",
                $"The shape {Text(shape)} holds {needed} elements, but {available} were given.");
        }

        nint value;

        // An empty tensor needs an address too, though nothing is read there.
        var nothing = default(T);
        fixed (long* dimensions = shape)
        {
            runtime.Check(
                runtime.Api.CreateTensorWithDataAsOrtValue(
                    runtime.CpuMemory,
                    data == null ? &nothing : data,
                    (nuint)(available * sizeof(T)),
                    dimensions,
                    (nuint)shape.Length,
                    (int)ElementType<T>(),
                    &value));
        }

        return new OrtValue(value, pin);
    }

    private static string Text(ReadOnlySpan<long> shape) =>
        $"[{string.Join(", ", shape.ToArray())}]";

    private static TensorElementType ElementType<T>() =>
        Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.Single => TensorElementType.Float,
            TypeCode.Double => TensorElementType.Double,
            TypeCode.Byte => TensorElementType.UInt8,
            TypeCode.SByte => TensorElementType.Int8,
            TypeCode.Int16 => TensorElementType.Int16,
            TypeCode.UInt16 => TensorElementType.UInt16,
            TypeCode.Int32 => TensorElementType.Int32,
            TypeCode.UInt32 => TensorElementType.UInt32,
            TypeCode.Int64 => TensorElementType.Int64,
            TypeCode.UInt64 => TensorElementType.UInt64,
            TypeCode.Boolean => TensorElementType.Bool,
            _ => throw new ModelRefusedException(
                "T", $"{typeof(T).Name} is no element type of a tensor here."),
        };
}
