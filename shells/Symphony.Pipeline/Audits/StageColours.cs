using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>The colours that single stages of a run need.</summary>
internal static class StageColours
{
    /// <summary>What the configuration says, by stage.</summary>
    internal static IReadOnlyDictionary<string, AuditColour> Of(RunConfiguration configuration)
    {
        var colours = new Dictionary<string, AuditColour>(StringComparer.Ordinal);
        foreach (var text in configuration.TextList(AuditSettingsTable.Requires))
        {
            var parts = text.Split('=', StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !Accepted.Contains(parts[0]) || Colour(parts[1]) is not { } colour)
            {
                throw configuration.Place.Refuse(
                    AuditSettingsTable.Requires,
                    $"{AuditSettingsTable.Requires}: '{text}' is no colour of a stage; STAGE=green or STAGE=amber is accepted, of {string.Join(", ", Accepted)}");
            }

            if (!colours.TryAdd(parts[0], colour))
                throw configuration.Place.Refuse(AuditSettingsTable.Requires, $"{AuditSettingsTable.Requires} names {parts[0]} twice; one colour is accepted");
        }

        return colours;
    }

    /// <summary>Refuses the stage where the bars are worse than it needs.</summary>
    internal static void Require(string stage, AuditColour needed, AuditVerdict verdict, string file)
    {
        if (verdict.Worst <= needed) return;
        var where = file.Length > 0 ? $"{file}: " : "";
        throw new AuditRefusedException(
            $"{where}{stage} needs {needed.ToString().ToUpperInvariant()} data, and the data is {verdict.Worst.ToString().ToUpperInvariant()} ({Written.Whole(verdict.Findings)} findings); "
            + $"symphony audit lists them, {AuditSettingsTable.Repairs} says what was decided about them, {AuditSettingsTable.Requires} what {stage} needs");
    }

    /// <summary>The stages that come after the audit.</summary>
    private static IReadOnlyList<string> Accepted { get; } = PipelineStages.From(PipelineStages.Audit).Where(stage => stage != PipelineStages.Audit).ToArray();

    private static AuditColour? Colour(string text) => text switch { "green" => AuditColour.Green, "amber" => AuditColour.Amber, _ => null };
}
