using System.Collections.Generic;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>What two runs do not share.</summary>
/// <param name="First">The first run's folder.</param>
/// <param name="Second">The second run's folder.</param>
/// <param name="Settings">Settings that differ, by key.</param>
/// <param name="Inputs">Files that were not read alike.</param>
/// <param name="Code">Assemblies and libraries of other versions.</param>
/// <param name="Figures">Every number of <c>metrics.json</c>, whether it differs or not; none when both runs are one.</param>
/// <param name="Same">The files that both have alike.</param>
/// <param name="Different">The files that differ, or that one lacks, in the order in which a run makes them.</param>
public sealed record RunComparison(
    string First,
    string Second,
    IReadOnlyList<SettingChange> Settings,
    IReadOnlyList<InputChange> Inputs,
    IReadOnlyList<SettingChange> Code,
    IReadOnlyList<FigureChange> Figures,
    IReadOnlyList<string> Same,
    IReadOnlyList<string> Different)
{
    /// <summary>Where the first file that differs does so; null when none does.</summary>
    public ArtifactDifference? FirstArtifact { get; init; }

    /// <summary>The first stage that made something else; null when none did, or when what they made is no longer kept.</summary>
    public StageDifference? FirstStage { get; init; }

    /// <summary>True when nothing differs.</summary>
    public bool IsSame =>
        Settings.Count == 0 && Inputs.Count == 0 && Code.Count == 0 && Different.Count == 0 && Figures.All(figure => figure.IsSame);
}
