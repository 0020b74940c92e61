using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Symphony.Core.Interop;

namespace Symphony.Models;

/// <summary>A model in a folder, with what is needed to trust and to use it.</summary>
/// <remarks>
/// <c>model.onnx</c>; <c>features.json</c>, the features in exact order; <c>training.json</c>, how it
/// was trained; <c>frozen_batch.json</c>, rows with their scores; <c>scaler.json</c> where the features are scaled
/// before the model, which then takes them scaled. Each carries its format's number.
/// </remarks>
public sealed class ModelFolder : IDisposable
{
    /// <summary>The model's file in the folder.</summary>
    public const string ModelName = "model.onnx";

    /// <summary>The file that lists the features in exact order.</summary>
    public const string FeaturesName = "features.json";

    /// <summary>The file that says how the model was trained.</summary>
    public const string TrainingName = "training.json";

    /// <summary>The file of the frozen batch.</summary>
    public const string FrozenBatchName = "frozen_batch.json";

    /// <summary>The file of the scaling before the model; there is none where features go in as they are.</summary>
    public const string ScalerName = "scaler.json";

    private const string Scaling = "scaling";

    private ModelFolder(
        LinearOnnxModel model, FeatureScaler? scaler, IReadOnlyDictionary<string, string> training, FrozenBatch batch)
    {
        Model = model;
        Scaler = scaler;
        Scoring = scaler is null ? model : new ScaledModel(scaler, model);
        Training = training;
        FrozenBatch = batch;
    }

    /// <summary>The model; where there is a scaling it takes scaled features.</summary>
    public LinearOnnxModel Model { get; }

    /// <summary>How features are scaled before the model, fitted on its training rows; null where they go in as they are.</summary>
    public FeatureScaler? Scaler { get; }

    /// <summary>From features as they are to scores: the model with its scaling.</summary>
    public IModel Scoring { get; }

    /// <summary>The features in exact order.</summary>
    public IReadOnlyList<string> FeatureNames => Model.FeatureNames;

    /// <summary>How the model was trained: settings by name.</summary>
    public IReadOnlyDictionary<string, string> Training { get; }

    /// <summary>Rows with the scores that the training code gave them.</summary>
    public FrozenBatch FrozenBatch { get; }

    /// <summary>Writes a model's folder, whole or not at all; a folder that is there is replaced.</summary>
    /// <param name="folder">The folder's path, <c>models/NAME</c> in a run.</param>
    /// <param name="model">The model.</param>
    /// <param name="training">How it was trained: settings by name.</param>
    /// <param name="batch">Rows of features as they are, with the scores that the training code gave them.</param>
    /// <param name="scaler">How features are scaled before the model; null where they go in as they are.</param>
    /// <exception cref="ModelRefusedException">The batch or the scaling is not of the model's features.</exception>
    public static void Write(
        string folder,
        IModel model,
        IReadOnlyDictionary<string, string> training,
        FrozenBatch batch,
        FeatureScaler? scaler = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(batch);
        SameFeatures(model.FeatureNames, batch.FeatureNames, "The frozen batch", null);
        if (scaler is not null && scaler.Width != model.FeatureNames.Count)
            throw new ModelRefusedException(nameof(scaler), $"The scaling has {scaler.Width} features, but the model takes {model.FeatureNames.Count}.");
        if (scaler is not null)
            training = new Dictionary<string, string>(training, StringComparer.Ordinal) { [Scaling] = ScalerFile.NameOf(scaler.Method) };

        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var beside = target + ".writing";
        Remove(beside);
        try
        {
            Directory.CreateDirectory(beside);
            model.Save(Path.Combine(beside, ModelName));
            File.WriteAllBytes(Path.Combine(beside, FeaturesName), Features(model.FeatureNames));
            File.WriteAllBytes(Path.Combine(beside, TrainingName), TrainingBytes(training));
            File.WriteAllBytes(Path.Combine(beside, FrozenBatchName), batch.ToBytes());
            if (scaler is not null) File.WriteAllBytes(Path.Combine(beside, ScalerName), ScalerFile.Bytes(model.FeatureNames, scaler));
            Remove(target);
            Directory.Move(beside, target);
        }
        catch
        {
            Remove(beside);
            throw;
        }
    }

    /// <summary>Reads a model's folder; the caller disposes of it.</summary>
    /// <param name="folder">A folder that <see cref="Write"/> wrote.</param>
    /// <exception cref="ModelRefusedException">The folder is not there, or a file of it cannot be used.</exception>
    public static ModelFolder Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
            throw new ModelRefusedException(nameof(folder), $"There is no folder '{folder}'.", folder);

        var featuresPath = Path.Combine(folder, FeaturesName);
        var names = JsonFile.Texts(JsonFile.Read(featuresPath), "features", featuresPath);
        var trainingPath = Path.Combine(folder, TrainingName);
        var training = JsonFile.Pairs(JsonFile.Read(trainingPath), "training", trainingPath);
        var batchPath = Path.Combine(folder, FrozenBatchName);
        var batch = FrozenBatch.Read(batchPath);
        var model = LinearOnnxModel.Load(Path.Combine(folder, ModelName));
        SameFeatures(model.FeatureNames, names, $"'{featuresPath}'", featuresPath);
        SameFeatures(model.FeatureNames, batch.FeatureNames, $"'{batchPath}'", batchPath);
        return new ModelFolder(model, ScalerOf(folder, training, model.FeatureNames), training, batch);
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => Model.Dispose();

    /// <summary>The scaling that the training names; a model without its own would score nonsense.</summary>
    private static FeatureScaler? ScalerOf(string folder, IReadOnlyDictionary<string, string> training, IReadOnlyList<string> features)
    {
        var path = Path.Combine(folder, ScalerName);
        var named = training.TryGetValue(Scaling, out var method);
        if (!File.Exists(path))
        {
            return named
                ? throw new ModelRefusedException(Scaling, $"The model in '{folder}' takes features of the scaling '{method}', but there is no '{path}'.", path)
                : null;
        }

        var scaler = ScalerFile.Read(path, features);
        return named && method == ScalerFile.NameOf(scaler.Method)
            ? scaler
            : throw new ModelRefusedException(Scaling, $"'{path}' is a scaling '{ScalerFile.NameOf(scaler.Method)}', but the model was trained with {(named ? $"'{method}'" : "none")}.", path);
    }

    private static byte[] Features(IReadOnlyList<string> names) =>
        JsonFile.Bytes(writer =>
        {
            writer.WriteStartArray("features");
            foreach (var name in names) writer.WriteStringValue(name);
            writer.WriteEndArray();
        });

    internal static byte[] TrainingBytes(IReadOnlyDictionary<string, string> training) =>
        JsonFile.Bytes(writer =>
        {
            writer.WriteStartObject("training");
            foreach (var (key, value) in training.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                writer.WriteString(key, value);
            writer.WriteEndObject();
        });

    private static void SameFeatures(
        IReadOnlyList<string> model, IReadOnlyList<string> other, string what, string? file)
    {
        if (model.SequenceEqual(other, StringComparer.Ordinal)) return;
        throw new ModelRefusedException(
            "features",
            $"{what} has the features {string.Join(", ", other)}, but the model takes "
                + $"{string.Join(", ", model)}, in this order.",
            file);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
