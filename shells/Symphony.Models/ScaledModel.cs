using System;
using System.Collections.Generic;
using Symphony.Core.Interop;

namespace Symphony.Models;

/// <summary>A model of scaled features that is given them as they are: it scales them first.</summary>
/// <param name="scaler">How features are scaled; fitted with the model, of its features in their order.</param>
/// <param name="model">The model of the scaled features; disposed of with this one.</param>
public sealed class ScaledModel(FeatureScaler scaler, IModel model) : IModel
{
    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => model.FeatureNames;

    /// <summary>Scores observations: their features are scaled, then scored.</summary>
    /// <param name="rowMajorFeatures">The features as they are, one row an observation, scores.Length x p values.</param>
    /// <param name="scores">Where the scores go, one an observation; a row with a NaN scores NaN.</param>
    public void Score(ReadOnlySpan<double> rowMajorFeatures, Span<double> scores) =>
        model.Score(scaler.Transform(rowMajorFeatures.ToArray()), scores);

    /// <summary>Writes the model of the scaled features alone; <see cref="ModelFolder.Write"/> keeps its scaling beside it.</summary>
    /// <param name="path">The file's path; a file that is there is replaced.</param>
    public void Save(string path) => model.Save(path);

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}
