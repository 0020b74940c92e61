using System;
using System.Collections.Generic;

namespace Symphony.Models;

/// <summary>A trained model: features of one observation in, one score out.</summary>
public interface IModel : IDisposable
{
    /// <summary>The names of the features, in the order in which a row holds them.</summary>
    IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Scores observations.</summary>
    /// <param name="rowMajorFeatures">The features, one row an observation, scores.Length x FeatureNames.Count values.</param>
    /// <param name="scores">Where the scores go, one an observation; a row with a NaN scores NaN.</param>
    void Score(ReadOnlySpan<double> rowMajorFeatures, Span<double> scores);

    /// <summary>Writes the model to a file, whole or not at all.</summary>
    /// <param name="path">The file's path; a file that is there is replaced.</param>
    void Save(string path);
}
