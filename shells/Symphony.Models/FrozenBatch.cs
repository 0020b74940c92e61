using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Symphony.Core;

namespace Symphony.Models;

/// <summary>Observations kept with the scores that the training code gave them.</summary>
/// <remarks>
/// A model that still gives these scores to these rows is the model that was trained, whatever
/// runtime, version or machine it has come to. Numbers are written so that they read back exactly.
/// </remarks>
public sealed class FrozenBatch
{
    /// <summary>How far a score may be off, as a fraction of the scores' standard deviation.</summary>
    public const double RelativeTolerance = 1e-6;

    private readonly double[] features;
    private readonly double[] scores;

    /// <summary>A batch of these rows.</summary>
    /// <param name="featureNames">The names of the features, p of them, in the model's order.</param>
    /// <param name="rowMajorFeatures">The features, n x p values, finite.</param>
    /// <param name="scores">The scores the training code gave, n of them, at least 1, finite.</param>
    /// <exception cref="ModelRefusedException">The numbers do not make a batch.</exception>
    public FrozenBatch(
        IReadOnlyList<string> featureNames,
        ReadOnlySpan<double> rowMajorFeatures,
        ReadOnlySpan<double> scores)
        : this(featureNames, rowMajorFeatures.ToArray(), scores.ToArray(), null)
    {
    }

    private FrozenBatch(
        IReadOnlyList<string> featureNames, double[] features, double[] scores, string? file)
    {
        FeatureNameList.Check(featureNames, nameof(featureNames), file);
        var where = file is null ? "The frozen batch" : $"'{file}'";
        if (scores.Length == 0)
            throw new ModelRefusedException(nameof(scores), $"{where} has no row.", file);
        if (features.Length != (long)scores.Length * featureNames.Count)
        {
            throw new ModelRefusedException(
                "rowMajorFeatures",
                $"{where} has {scores.Length} scores of {featureNames.Count} features each, which are "
                    + $"{(long)scores.Length * featureNames.Count} values, but holds {features.Length}.",
                file);
        }

        Finite(features, "rowMajorFeatures", where, file);
        Finite(scores, nameof(scores), where, file);
        FeatureNames = [.. featureNames];
        this.features = features;
        this.scores = scores;
    }

    /// <summary>The names of the features, in the model's order.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The features, row-major.</summary>
    public ReadOnlyMemory<double> Features => features;

    /// <summary>The scores the training code gave.</summary>
    public ReadOnlyMemory<double> Scores => scores;

    /// <summary>How many rows there are.</summary>
    public int Rows => scores.Length;

    /// <summary>Reads the batch in a file.</summary>
    /// <param name="path">The path of a <c>frozen_batch.json</c>.</param>
    /// <exception cref="ModelRefusedException">The file is not there, or holds no batch.</exception>
    public static FrozenBatch Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var root = JsonFile.Read(path);
        var names = JsonFile.Texts(root, "features", path);
        var rows = JsonFile.Array(root, "rows", path);
        var features = new List<double>();
        var number = 0;
        foreach (var row in rows.EnumerateArray())
        {
            number++;
            var values = JsonFile.Numbers(row, $"row {number}", path);
            if (values.Length != names.Length)
            {
                throw JsonFile.Refused(
                    "rows",
                    $"Row {number} of '{path}' has {values.Length} values, but {names.Length} features are named.",
                    path);
            }

            features.AddRange(values);
        }

        var scores = JsonFile.Numbers(JsonFile.Array(root, "scores", path), "scores", path);
        return new FrozenBatch(names, [.. features], scores, path);
    }

    /// <summary>Scores the batch of a model's folder again, by ONNX Runtime, and compares.</summary>
    /// <param name="folder">A folder that <see cref="ModelFolder.Write"/> wrote.</param>
    /// <exception cref="ModelRefusedException">
    /// A score is off by more than the tolerance, or a file of the folder cannot be used.
    /// </exception>
    /// <exception cref="NativeLibraryMissingException">ONNX Runtime is not to be found.</exception>
    public static FrozenBatchCheck Check(string folder)
    {
        using var read = ModelFolder.Read(folder);
        return read.FrozenBatch.Check(read.Scoring, folder);
    }

    /// <summary>Scores the batch again by a model, and compares.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ModelRefusedException">A score is off by more than the tolerance.</exception>
    public FrozenBatchCheck Check(IModel model) => Check(model, null);

    /// <summary>The batch as the bytes of a JSON file; the same batch is always the same bytes.</summary>
    internal byte[] ToBytes() =>
        JsonFile.Bytes(writer =>
        {
            writer.WriteStartArray("features");
            foreach (var name in FeatureNames) writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteStartArray("rows");
            for (var row = 0; row < Rows; row++) writer.WriteRawValue(Row(row));
            writer.WriteEndArray();
            writer.WriteStartArray("scores");
            foreach (var score in scores) writer.WriteNumberValue(score);
            writer.WriteEndArray();
        });

    internal FrozenBatchCheck Check(IModel model, string? folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        var name = folder is null ? "The model" : $"The model in '{folder}'";
        if (!model.FeatureNames.SequenceEqual(FeatureNames, StringComparer.Ordinal))
        {
            throw new ModelRefusedException(
                "features",
                $"{name} takes {string.Join(", ", model.FeatureNames)}, but its frozen batch holds "
                    + $"{string.Join(", ", FeatureNames)}.",
                folder);
        }

        var again = new double[Rows];
        model.Score(features, again);
        var check = Compare(again);
        if (check.LargestDifference <= check.Tolerance) return check;
        throw new ModelRefusedException(
            "scores",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name} no longer gives its frozen scores: row {check.Row + 1} of {Rows} is off by {check.LargestDifference:R}, more than {check.Tolerance:R} (1e-6 of the scores' standard deviation)."),
            folder);
    }

    private FrozenBatchCheck Compare(double[] again)
    {
        var worst = 0;
        var largest = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            var difference = Math.Abs(again[row] - scores[row]);

            // Written so that NaN counts as the largest difference there is.
            if (difference <= largest) continue;
            worst = row;
            largest = double.IsNaN(difference) ? double.PositiveInfinity : difference;
        }

        // Scores that do not vary are measured by their own size instead.
        var variance = MomentsModule.variance(scores);
        var deviation = variance.IsSome ? Math.Sqrt(variance.Value) : 0.0;
        var scale = deviation > 0.0 ? deviation : scores.Max(Math.Abs);
        return new FrozenBatchCheck(Rows, worst, largest, deviation, RelativeTolerance * scale);
    }

    private string Row(int row)
    {
        var text = new StringBuilder("\n    [");
        for (var column = 0; column < FeatureNames.Count; column++)
        {
            if (column > 0) text.Append(',');
            text.Append(
                features[row * FeatureNames.Count + column].ToString("R", CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }

    private static void Finite(
        ReadOnlySpan<double> values, string parameter, string where, string? file)
    {
        for (var index = 0; index < values.Length; index++)
        {
            if (!double.IsFinite(values[index]))
            {
                throw new ModelRefusedException(
                    parameter,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{where} must hold finite numbers, but value {index + 1} of {parameter} was {values[index]}."),
                    file);
            }
        }
    }
}
