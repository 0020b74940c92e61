using Symphony.Models.OnnxRuntime;

namespace Symphony.Models.Native;

/// <summary>Reads ONNX Runtime's description of a tensor.</summary>
internal static unsafe class TensorShape
{
    internal static TensorElementType ElementType(nint info)
    {
        var runtime = OrtRuntime.Instance;
        int type;
        runtime.Check(runtime.Api.GetTensorElementType(info, &type));
        return (TensorElementType)type;
    }

    internal static long[] Dimensions(nint info)
    {
        var runtime = OrtRuntime.Instance;
        nuint count;
        runtime.Check(runtime.Api.GetDimensionsCount(info, &count));
        var dimensions = new long[count];
        fixed (long* first = dimensions)
        {
            runtime.Check(runtime.Api.GetDimensions(info, first, count));
        }

        return dimensions;
    }

    internal static string[] SymbolicDimensions(nint info, int count)
    {
        var runtime = OrtRuntime.Instance;
        var pointers = new nint[count];
        fixed (nint* first = pointers)
        {
            runtime.Check(runtime.Api.GetSymbolicDimensions(info, first, (nuint)count));
        }

        // The names belong to the description: read here, freed with it.
        return System.Array.ConvertAll(pointers, Utf8.Read);
    }
}
