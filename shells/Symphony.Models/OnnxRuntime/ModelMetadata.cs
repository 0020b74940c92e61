using System.Collections.Generic;

namespace Symphony.Models.OnnxRuntime;

/// <summary>What a model says of itself.</summary>
/// <param name="ProducerName">The program that wrote it.</param>
/// <param name="GraphName">The name of its graph.</param>
/// <param name="Description">What it is for, in words.</param>
/// <param name="CustomMetadataMap">Keys and values its author added.</param>
public sealed record ModelMetadata(
    string ProducerName,
    string GraphName,
    string Description,
    IReadOnlyDictionary<string, string> CustomMetadataMap);
