using System;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Symphony.Core;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>The tables of a survey of splits; groups, splits and paths are counted from 1 here.</summary>
internal static class SplitTables
{
    private const int MostRows = 60;
    private const int MostGroups = 16;

    public static void Show(Terminal terminal, SplitSurvey survey)
    {
        var (rows, splits) = (survey.Observations, survey.CrossValidation);
        terminal.WriteRaw(
            $"{survey.Settings}: {Figure.Count(splits.SplitCount)} splits, {Figure.Count(splits.PathCount)} paths\n"
            + $"{Figure.Count(rows.Count)} observations, {Figure.Count(rows.Labelled.Length)} with a label; groups, splits and paths are counted from 1\n");
        terminal.Output.Write(Groups(survey));
        terminal.Output.Write(Splits(survey));
        Cut(terminal, splits.SplitCount, "splits", "--json");
        if (splits.PathCount > 1 && splits.Groups.Count <= MostGroups)
        {
            terminal.Output.Write(Paths(survey));
            Cut(terminal, splits.PathCount, "paths", "--json");
        }

        terminal.Output.Write(Windows(survey));
        Cut(terminal, survey.WalkForward.WindowCount, "windows", "--json --walk-forward");
    }

    private static Table Groups(SplitSurvey survey)
    {
        var groups = survey.CrossValidation.Groups;
        var table = Titled("group", "from", "to", "dates");
        for (var group = 0; group < groups.Count; group++)
        {
            table.AddRow(
                Whole(group + 1),
                Date(survey, groups.FirstBar(group)),
                Date(survey, groups.LastBar(group)),
                Figure.Count(groups.BarCount(group)));
        }

        return table;
    }

    private static Table Splits(SplitSurvey survey)
    {
        var (splits, roles) = (survey.CrossValidation, survey.RolesOf(false));
        var table = Titled(["split", "tests groups", .. RoleTitles(survey, "test")]);
        for (var i = 0; i < Math.Min(splits.SplitCount, MostRows); i++)
        {
            var split = splits.Split(i);
            table.AddRow([Whole(i + 1), string.Join(", ", split.TestGroups.ToArray().Select(group => Whole(group + 1))), .. Counts(survey, roles[i])]);
        }

        return table;
    }

    /// <summary>For each path and group the split that scores it.</summary>
    private static Table Paths(SplitSurvey survey)
    {
        var splits = survey.CrossValidation;
        var table = Titled(["path", .. Enumerable.Range(1, splits.Groups.Count).Select(group => $"group {Whole(group)}")]);
        for (var path = 0; path < Math.Min(splits.PathCount, MostRows); path++)
            table.AddRow([Whole(path + 1), .. splits.PathPieces(path).Select(piece => Whole(piece.Split + 1))]);
        return table;
    }

    private static Table Windows(SplitSurvey survey)
    {
        var (walk, roles) = (survey.WalkForward, survey.RolesOf(true));
        var table = Titled(["refit", "from", .. RoleTitles(survey, "score")]);
        for (var i = 0; i < Math.Min(walk.WindowCount, MostRows); i++)
        {
            var window = walk.Window(i);
            table.AddRow([Whole(i + 1), Date(survey, window.FirstBar), .. Counts(survey, roles[i])]);
        }

        return table;
    }

    private static string[] RoleTitles(SplitSurvey survey, string tested) =>
        ["train", .. survey.HasValidation ? (string[])["validation"] : [], tested, "purged", "embargoed", "dropped"];

    /// <summary>What a split does with how many rows: a model is fitted on those that train and no other.</summary>
    private static string[] Counts(SplitSurvey survey, ObservationRoles roles)
    {
        string Of(ObservationRole role) => Figure.Count(roles.CountOf(role));
        string[] validation = survey.HasValidation ? [Of(ObservationRole.Validation)] : [];
        return
        [
            Of(ObservationRole.Train),
            .. validation,
            Of(ObservationRole.Test),
            Of(ObservationRole.Purged),
            Of(ObservationRole.Embargoed),
            Figure.Percent(roles.ShareDropped),
        ];
    }

    private static void Cut(Terminal terminal, int count, string what, string flags)
    {
        if (count > MostRows)
            terminal.WriteRaw($"  and {Figure.Count(count - MostRows)} more {what}; {flags} has them all\n");
    }

    private static Table Titled(params string[] titles)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in titles)
            table.AddColumn(new TableColumn(title).RightAligned());
        return table;
    }

    private static string Date(SplitSurvey survey, int bar) =>
        DateOnly.FromDayNumber(719162 + survey.Observations.Axes.SessionDate(bar)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
