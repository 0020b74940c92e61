using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Which code computes: the identity of each of our assemblies and the version of each library.</summary>
internal static class CodeVersion
{
    /// <summary>Module version id by assembly name: it follows from the sources and the build settings alone.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Assemblies { get; } =
    [
        .. Ours().Select(assembly => KeyValuePair.Create(
            assembly.GetName().Name!, assembly.ManifestModule.ModuleVersionId.ToString("N"))),
    ];

    /// <summary>SHA-256 over the assemblies' identities.</summary>
    internal static string Hash { get; } = CanonicalJson.Hash(ToJson(Assemblies));

    /// <summary>Version by name of each library that our assemblies use, and of the runtime.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Libraries { get; } =
    [
        KeyValuePair.Create(".NET", Environment.Version.ToString()),
        .. Ours().SelectMany(assembly => assembly.GetReferencedAssemblies())
            .Where(name => !IsOurs(name) && !IsOfTheRuntime(name))
            .DistinctBy(name => name.Name)
            .Select(name => KeyValuePair.Create(name.Name!, name.Version!.ToString())),
    ];

    internal static JsonObject ToJson(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    /// <summary>This assembly and every one of ours that it uses, whatever program they are loaded in.</summary>
    private static IEnumerable<Assembly> Ours()
    {
        var found = new SortedDictionary<string, Assembly>(StringComparer.Ordinal);
        var left = new Queue<Assembly>([typeof(CodeVersion).Assembly]);
        while (left.TryDequeue(out var assembly))
        {
            if (!found.TryAdd(assembly.GetName().Name!, assembly)) continue;
            foreach (var used in assembly.GetReferencedAssemblies().Where(IsOurs)) left.Enqueue(Assembly.Load(used));
        }

        return found.Values;
    }

    private static bool IsOfTheRuntime(AssemblyName name) =>
        name.Name != "System.Numerics.Tensors"
        && (name.Name is "netstandard" || name.Name!.StartsWith("System.", StringComparison.Ordinal) || name.Name.StartsWith("Microsoft.", StringComparison.Ordinal));

    private static bool IsOurs(AssemblyName name) => name.Name!.StartsWith("Symphony.", StringComparison.Ordinal);
}
