using System;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Parameter sets as a small CSV: a column for each setting that differs, a row for each set.</summary>
internal static class BracketSetsFile
{
    internal static BracketSets Read(string file, BracketConfiguration configuration)
    {
        var place = configuration.Place;
        var (lines, input) = SmallCsv.Lines(file, place, BracketSettingsTable.Sets);
        var columns = SmallCsv.Cells(lines[0]).Select((cell, i) => Column(cell, i)).ToArray();
        if (columns.GroupBy(setting => setting.Path).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refuse(1, $"the column '{twice.First().Flag[2..]}' is there twice; once is accepted");
        if (lines.Length < 2) throw Refuse(1, "there is no row; a row for each parameter set is accepted");
        var sets = lines.Skip(1).Select((line, row) =>
        {
            var cells = SmallCsv.Cells(line);
            if (cells.Length != columns.Length)
                throw Refuse(row + 2, $"the row has {cells.Length} values, but there are {columns.Length} columns");
            var own = configuration.Bracket.DeepClone().AsObject();
            for (var i = 0; i < cells.Length; i++) own[columns[i].Key] = Value(columns[i], cells[i], row + 2);
            return new BracketSet(row + 1, own, [.. columns.Select(setting => BracketSets.Words(setting, own[setting.Key], own))]);
        }).ToArray();
        return new BracketSets(
            [.. columns.Select(setting => setting.Flag[2..])], sets, input);

        Setting Column(string cell, int i)
        {
            var known = BracketSettingsTable.Bracket.Where(setting => setting.MayVary).ToArray();
            var setting = Array.Find(known, one => one.Flag[2..] == cell || one.Key == cell)
                ?? throw Refuse(1, $"the column '{cell}' is not known; the nearest is '{NearestKey.Of(cell, known.Select(one => one.Flag[2..]))}'");
            if (place.IsWritten(setting.Path))
                throw Refuse(1, $"the column '{cell}' and {setting.Path} both say what it is; one of them is accepted");
            if (configuration.HasResiduals && BracketSettingsTable.WithoutResiduals.Contains(setting.Path))
                throw Refuse(1, $"the column '{cell}' is given, but with {BracketSettingsTable.Residuals} kSigmaErr, kAtrMinTp and rewardRiskRatio decide");
            if (!configuration.HasResiduals && BracketSettingsTable.OnlyResiduals.Contains(setting.Path))
                throw Refuse(1, $"the column '{cell}' is given, but nothing reads it without {BracketSettingsTable.Residuals}");
            return setting;
        }

        JsonNode? Value(Setting setting, string text, int line)
        {
            if (setting.Path == BracketSettingsTable.ProfitTargets && text.Length > 0)
                return new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => (JsonNode)part)]);
            return SettingText.TryRead(setting, text, out var value) && text.Length > 0
                ? value
                : throw Refuse(line, $"{setting.Flag[2..]} was '{text}', but {setting.AcceptedInWords} is accepted");
        }

        ConfigurationRefusedException Refuse(int line, string reason) => new(BracketSettingsTable.Sets, reason, file, line);
    }
}
