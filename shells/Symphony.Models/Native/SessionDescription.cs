using System;
using System.Collections.Generic;
using Symphony.Models.OnnxRuntime;

namespace Symphony.Models.Native;

/// <summary>Reads what a loaded model says of itself, its inputs and its outputs.</summary>
internal readonly unsafe ref struct SessionDescription(OrtRuntime runtime, nint session)
{
    internal string[] InputNames()
    {
        nuint count;
        runtime.Check(runtime.Api.SessionGetInputCount(session, &count));
        return Names((int)count, runtime.Api.SessionGetInputName);
    }

    internal string[] OutputNames()
    {
        nuint count;
        runtime.Check(runtime.Api.SessionGetOutputCount(session, &count));
        return Names((int)count, runtime.Api.SessionGetOutputName);
    }

    internal Dictionary<string, NodeMetadata> Inputs(IReadOnlyList<string> names) =>
        Nodes(names, runtime.Api.SessionGetInputTypeInfo);

    internal Dictionary<string, NodeMetadata> Outputs(IReadOnlyList<string> names) =>
        Nodes(names, runtime.Api.SessionGetOutputTypeInfo);

    internal ModelMetadata Model()
    {
        nint metadata;
        runtime.Check(runtime.Api.SessionGetModelMetadata(session, &metadata));
        using var owned = new OrtHandle(metadata, runtime.Api.ReleaseModelMetadata);
        return new ModelMetadata(
            Text(metadata, runtime.Api.ModelMetadataGetProducerName),
            Text(metadata, runtime.Api.ModelMetadataGetGraphName),
            Text(metadata, runtime.Api.ModelMetadataGetDescription),
            CustomMetadata(metadata));
    }

    private Dictionary<string, string> CustomMetadata(nint metadata)
    {
        nint* keys;
        long count;
        runtime.Check(
            runtime.Api.ModelMetadataGetCustomMetadataMapKeys(
                metadata, runtime.Allocator, &keys, &count));
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < count; index++)
        {
            var key = runtime.TakeText(keys[index]);
            nint value;
            fixed (byte* name = Utf8.Terminated(key))
            {
                runtime.Check(
                    runtime.Api.ModelMetadataLookupCustomMetadataMap(
                        metadata, runtime.Allocator, name, &value));
            }

            map[key] = runtime.TakeText(value);
        }

        if (keys != null) runtime.Check(runtime.Api.AllocatorFree(runtime.Allocator, (nint)keys));
        return map;
    }

    private string Text(nint metadata, delegate* unmanaged[Cdecl]<nint, nint, nint*, nint> get)
    {
        nint text;
        runtime.Check(get(metadata, runtime.Allocator, &text));
        return runtime.TakeText(text);
    }

    private string[] Names(
        int count, delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint> get)
    {
        var names = new string[count];
        for (var index = 0; index < count; index++)
        {
            nint name;
            runtime.Check(get(session, (nuint)index, runtime.Allocator, &name));
            names[index] = runtime.TakeText(name);
        }

        return names;
    }

    private Dictionary<string, NodeMetadata> Nodes(
        IReadOnlyList<string> names, delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> get)
    {
        var nodes = new Dictionary<string, NodeMetadata>(StringComparer.Ordinal);
        for (var index = 0; index < names.Count; index++)
        {
            nint info;
            runtime.Check(get(session, (nuint)index, &info));
            using var owned = new OrtHandle(info, runtime.Api.ReleaseTypeInfo);
            nodes[names[index]] = Node(info);
        }

        return nodes;
    }

    private NodeMetadata Node(nint info)
    {
        int type;
        runtime.Check(runtime.Api.GetOnnxTypeFromTypeInfo(info, &type));
        nint tensor;
        runtime.Check(runtime.Api.CastTypeInfoToTensorInfo(info, &tensor));
        if (tensor == 0)
            return new NodeMetadata((OnnxValueType)type, TensorElementType.Undefined, [], []);
        var dimensions = TensorShape.Dimensions(tensor);
        return new NodeMetadata(
            (OnnxValueType)type,
            TensorShape.ElementType(tensor),
            Array.ConvertAll(dimensions, static length => checked((int)length)),
            TensorShape.SymbolicDimensions(tensor, dimensions.Length));
    }
}
