using System;
using System.Collections.Generic;

namespace Symphony.Models;

/// <summary>What a list of feature names must be: not empty, none blank, each once.</summary>
internal static class FeatureNameList
{
    internal static void Check(IReadOnlyList<string> names, string parameter, string? file)
    {
        ArgumentNullException.ThrowIfNull(names, parameter);
        var where = file is null ? parameter : $"'{file}'";
        if (names.Count == 0)
            throw new ModelRefusedException(parameter, $"{where} names no feature; at least one is needed.", file);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < names.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(names[index]))
                throw new ModelRefusedException(parameter, $"{where} has no name for feature {index + 1}.", file);
            if (!seen.Add(names[index]))
                throw new ModelRefusedException(parameter, $"{where} names the feature {names[index]} twice.", file);
        }
    }
}
