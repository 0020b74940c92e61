using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Models;

/// <summary>How the scores of several kept models become one, in a folder beside theirs.</summary>
/// <remarks>
/// <c>stack.json</c>: the models' names, which are their folders' too, their weights, and the scale to which their
/// scores of a date are brought; <c>training.json</c>, how the weights came about; <c>frozen_batch.json</c>, whole
/// dates of rows with their scores. Each carries its format's number.
/// </remarks>
public sealed class StackFolder : IDisposable
{
    /// <summary>The file of the weights.</summary>
    public const string StackName = "stack.json";

    private static readonly string[] Scales = ["standard", "rank"];

    private readonly ModelFolder[] models;
    private readonly int[][] columns;
    private readonly int[] frozenDates;

    private StackFolder(ScoreStack stack, ModelFolder[] models, IReadOnlyDictionary<string, string> training, FrozenBatch batch, int[] frozenDates, int[][] columns) =>
        (Stack, this.models, Training, FrozenBatch, this.frozenDates, this.columns) = (stack, models, training, batch, frozenDates, columns);

    /// <summary>The models' names, weights and scale.</summary>
    public ScoreStack Stack { get; }

    /// <summary>The models, in the order of their names in the stack.</summary>
    public IReadOnlyList<ModelFolder> Models => models;

    /// <summary>How the weights came about: settings by name.</summary>
    public IReadOnlyDictionary<string, string> Training { get; }

    /// <summary>Whole dates of rows, with the scores that the training code gave them.</summary>
    public FrozenBatch FrozenBatch { get; }

    /// <summary>The features of all models together, in the order of a row.</summary>
    public IReadOnlyList<string> FeatureNames => FrozenBatch.FeatureNames;

    /// <summary>Writes the folder, whole or not at all; a folder that is there is replaced.</summary>
    /// <param name="folder">The folder's path, <c>models/stack</c> in a run.</param>
    /// <param name="stack">The models' names, weights and scale.</param>
    /// <param name="training">How the weights came about: settings by name.</param>
    /// <param name="batch">Rows of features as they are, date after date, with the scores that the training code gave them.</param>
    /// <param name="dateRows">How many rows of the batch each date has.</param>
    /// <exception cref="ModelRefusedException">The dates are not those of the batch.</exception>
    public static void Write(
        string folder, ScoreStack stack, IReadOnlyDictionary<string, string> training, FrozenBatch batch, IReadOnlyList<int> dateRows)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(stack);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(dateRows);
        if (dateRows.Any(rows => rows < 1) || dateRows.Sum(rows => (long)rows) != batch.Rows)
            throw new ModelRefusedException(nameof(dateRows), $"The dates have {string.Join(", ", dateRows)} rows, but the frozen batch has {batch.Rows}.");
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var beside = target + ".writing";
        Remove(beside);
        try
        {
            Directory.CreateDirectory(beside);
            File.WriteAllBytes(Path.Combine(beside, StackName), Bytes(stack, dateRows));
            File.WriteAllBytes(Path.Combine(beside, ModelFolder.TrainingName), ModelFolder.TrainingBytes(training));
            File.WriteAllBytes(Path.Combine(beside, ModelFolder.FrozenBatchName), batch.ToBytes());
            Remove(target);
            Directory.Move(beside, target);
        }
        catch
        {
            Remove(beside);
            throw;
        }
    }

    /// <summary>Reads the folder and the models' beside it; the caller disposes of it.</summary>
    /// <param name="folder">A folder that <see cref="Write"/> wrote, among those of its models.</param>
    /// <exception cref="ModelRefusedException">A folder is not there, or a file cannot be used.</exception>
    public static StackFolder Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
            throw new ModelRefusedException(nameof(folder), $"There is no folder '{folder}'.", folder);
        var path = Path.Combine(folder, StackName);
        var root = JsonFile.Read(path);
        var names = JsonFile.Texts(root, "models", path);
        var weights = JsonFile.Numbers(JsonFile.Array(root, "weights", path), "weights", path);
        var scale = root.TryGetProperty("scale", out var word) && word.ValueKind == System.Text.Json.JsonValueKind.String ? Array.IndexOf(Scales, word.GetString()) : -1;
        if (scale < 0) throw JsonFile.Refused("scale", $"'{path}' names no scale; {string.Join(" or ", Scales)} is accepted.", path);
        var counts = JsonFile.Numbers(JsonFile.Array(root, "frozenDateRows", path), "frozenDateRows", path);
        var stack = Stated(names, weights, (ScoreScale)scale, path);
        var trainingPath = Path.Combine(folder, ModelFolder.TrainingName);
        var training = JsonFile.Pairs(JsonFile.Read(trainingPath), "training", trainingPath);
        var batch = FrozenBatch.Read(Path.Combine(folder, ModelFolder.FrozenBatchName));
        if (counts.Any(rows => !(rows >= 1 && rows <= batch.Rows) || rows != Math.Floor(rows)) || counts.Sum() != batch.Rows)
            throw JsonFile.Refused("frozenDateRows", $"'{path}' has dates of {string.Join(", ", counts)} rows, but the frozen batch has {batch.Rows}.", path);
        var models = new List<ModelFolder>();
        try
        {
            foreach (var name in names) models.Add(ModelFolder.Read(Path.Combine(folder, "..", name)));
            int[][] columns = [.. models.Select((model, i) => Columns(model, names[i], batch.FeatureNames, path))];
            return new StackFolder(stack, [.. models], training, batch, [.. counts.SelectMany((rows, date) => Enumerable.Repeat(date, (int)rows))], columns);
        }
        catch
        {
            foreach (var model in models) model.Dispose();
            throw;
        }
    }

    /// <summary>Scores rows by every model and makes the scores one, date by date.</summary>
    /// <param name="rowMajorFeatures">The features as they are, one row an observation, in the order of the feature names.</param>
    /// <param name="dates">For each row the number of its date; they never decrease. All names of a date belong together.</param>
    /// <exception cref="ModelRefusedException">The number of values is not rows times features.</exception>
    public double[] Score(ReadOnlySpan<double> rowMajorFeatures, ReadOnlySpan<int> dates)
    {
        var width = FeatureNames.Count;
        if (rowMajorFeatures.Length != (long)dates.Length * width)
            throw new ModelRefusedException(nameof(rowMajorFeatures), $"{dates.Length} rows of {width} features are {(long)dates.Length * width} values, but {rowMajorFeatures.Length} were given.");
        var scores = new double[models.Length][];
        for (var model = 0; model < models.Length; model++)
        {
            var own = new double[dates.Length * columns[model].Length];
            for (var row = 0; row < dates.Length; row++)
            {
                for (var column = 0; column < columns[model].Length; column++)
                    own[(row * columns[model].Length) + column] = rowMajorFeatures[(row * width) + columns[model][column]];
            }

            scores[model] = new double[dates.Length];
            models[model].Scoring.Score(own, scores[model]);
        }

        return ModelStacking.Combine(Stack, dates, scores);
    }

    /// <summary>Scores the frozen batch again, by ONNX Runtime, and compares.</summary>
    /// <param name="folder">A folder that <see cref="Write"/> wrote, among those of its models.</param>
    /// <exception cref="ModelRefusedException">A score is off by more than the tolerance, or a file cannot be used.</exception>
    /// <exception cref="NativeLibraryMissingException">ONNX Runtime is not to be found.</exception>
    public static FrozenBatchCheck Check(string folder)
    {
        using var read = Read(folder);
        return read.FrozenBatch.Check(new OnItsDates(read), folder);
    }

    /// <summary>Releases the models.</summary>
    public void Dispose()
    {
        foreach (var model in models) model.Dispose();
    }

    private static ScoreStack Stated(string[] names, double[] weights, ScoreScale scale, string path)
    {
        try
        {
            return ModelStacking.Stated(names, weights, scale);
        }
        catch (RefusedException refused) when (refused is not ModelRefusedException)
        {
            throw JsonFile.Refused(refused.ParamName ?? "weights", $"'{path}' holds no such stack: {refused.Sentence}.", path);
        }
    }

    private static int[] Columns(ModelFolder model, string name, IReadOnlyList<string> features, string path) =>
    [
        .. model.FeatureNames.Select(feature => features.ToList().IndexOf(feature) is var column and >= 0
            ? column
            : throw JsonFile.Refused("features", $"The model {name} takes {feature}, which no row of the frozen batch beside '{path}' has.", path)),
    ];

    private static byte[] Bytes(ScoreStack stack, IReadOnlyList<int> dateRows) =>
        JsonFile.Bytes(writer =>
        {
            writer.WriteStartArray("models");
            foreach (var name in stack.Members) writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteStartArray("weights");
            foreach (var weight in stack.Weights.Span) writer.WriteNumberValue(weight);
            writer.WriteEndArray();
            writer.WriteString("scale", Scales[(int)stack.Scale]);
            writer.WriteStartArray("frozenDateRows");
            foreach (var rows in dateRows) writer.WriteNumberValue(rows);
            writer.WriteEndArray();
        });

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>The stack as a model of the rows of its own frozen batch: their dates are known.</summary>
    private sealed class OnItsDates(StackFolder stack) : IModel
    {
        public IReadOnlyList<string> FeatureNames => stack.FeatureNames;

        public void Score(ReadOnlySpan<double> rowMajorFeatures, Span<double> scores) =>
            stack.Score(rowMajorFeatures, stack.frozenDates).CopyTo(scores);

        public void Save(string path) => throw new NotSupportedException("a stack is a folder");

        public void Dispose()
        {
        }
    }
}
