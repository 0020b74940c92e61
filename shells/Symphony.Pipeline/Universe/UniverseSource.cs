using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>The universe's section of a configuration: the members it names, read once, and the screens.</summary>
internal sealed class UniverseSource
{
    private readonly JsonObject settings;
    private readonly MembershipSource? members;
    private readonly ConfigurationPlace place;
    private readonly Lazy<MembershipData?> read;

    /// <param name="complete">All settings.</param>
    /// <param name="place">Where they were written.</param>
    /// <param name="stop">Stops the reading.</param>
    internal UniverseSource(JsonObject complete, ConfigurationPlace place, CancellationToken stop)
    {
        settings = complete;
        this.place = place;
        var rows = Text(UniverseSettingsTable.Rows) switch
        {
            "lists" => MembershipRows.Lists,
            "changes" => MembershipRows.Changes,
            _ => MembershipRows.None,
        };
        var source = new MembershipSource { Rows = rows, BaseDirectory = place.Folder };
        if (Text(UniverseSettingsTable.Membership) is { } file) members = source with { File = file };
        else if (Text(UniverseSettingsTable.List) is { } list) members = source with { Store = Text("data.store"), List = list };
        read = new Lazy<MembershipData?>(() => Read(stop));
    }

    private MembershipData? Read(CancellationToken stop)
    {
        if (members is null) return null;
        var data = Placed(() => MembershipReader.Read(members, stop));
        return data.IsSpells && members.Rows != MembershipRows.None
            ? throw place.Refuse(UniverseSettingsTable.Rows, $"{UniverseSettingsTable.Rows} is given, but nothing reads it: {Path.GetFileName(members.File)} has spells (symbol, from, to), not rows by date")
            : data;
    }

    /// <summary>What a file says no line of is refused where the file is named.</summary>
    private T Placed<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (DataRefusedException refused) when (refused.Line == 0)
        {
            throw place.Refuse(members?.File is null ? UniverseSettingsTable.List : UniverseSettingsTable.Membership, refused.Sentence);
        }
    }

    /// <summary>True when names may be out.</summary>
    internal bool IsConfigured => members is not null || HasScreen;

    /// <summary>Who was a member when; null when that is not given.</summary>
    internal Membership? Membership => read.Value?.Membership;

    /// <summary>The file or the store's rows of members; null when there are none.</summary>
    internal InputFile? Input => read.Value?.Input is { } input ? new InputFile(Path.GetFileName(input.Name), input.Sha256, input.Bytes, input.Rows) : null;

    /// <summary>The hash of the members by what they are called; empty when there are none. Nothing is read but hashed.</summary>
    internal IEnumerable<(string Name, string Hash)> Hashes()
    {
        if (members is not null)
            yield return (members.File is { } file ? Path.GetFileName(file) : $"universe {members.List}", Placed(() => MembershipReader.Hash(members)));
    }

    /// <summary>Refuses screens that no bars can pass.</summary>
    internal void Check() => place.Point(() =>
    {
        Options.Check();
        return true;
    });

    /// <summary>The universe of any market with these names; null where every name is in.</summary>
    internal Universe? Of(Bars bars, CorporateActions actions) => IsConfigured
        ? place.Point(() => UniverseSelection.Create(bars, actions, Membership, Options))
        : null;

    /// <summary>What the universe is, and what survivorship hides.</summary>
    internal UniverseFigures Figures(Bars bars, CorporateActions actions, Universe? universe) => Figures(UniverseSelection.Measure(bars, actions, Membership), universe);

    /// <summary>What the universe is, and what survivorship hides.</summary>
    internal UniverseFigures Figures(Survivorship meter, Universe? universe)
    {
        if (Membership is { } known && universe is not null) RefuseNobody(known, universe);
        var judged = UniverseSelection.Judge(meter, Membership, CanonicalJson.At(settings, UniverseSettingsTable.EveryListed)!.GetValue<bool>());
        var notes = read.Value?.NotesUpTo(meter.Axes.SessionDate(meter.Axes.BarCount - 1)) ?? [];
        return Of(meter, judged, Membership, universe) with { Reason = string.Join(' ', notes.Prepend(judged.Reason)) };
    }

    /// <summary>Members of other years are none of these bars: a book of nobody would be computed without a word.</summary>
    private void RefuseNobody(Membership known, Universe universe)
    {
        var axes = universe.Axes;
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            if (universe.Count(bar, UniverseVerdict.NotMember) < axes.SymbolCount) return;
        }

        var own = known.Spells.ToArray().Where(spell => axes.IndexOf(spell.Symbol) >= 0).ToList();
        string Day(int day, string open) => day is int.MinValue or int.MaxValue ? open : Written.Date(day);
        var path = members!.File is null ? UniverseSettingsTable.List : UniverseSettingsTable.Membership;
        throw place.Refuse(
            path,
            $"{path} has nobody who is a member at any bar: the bars are of {Written.Date(axes.SessionDate(0))} to {Written.Date(axes.SessionDate(axes.BarCount - 1))}, and their names are members within "
            + $"{Day(own.Min(spell => spell.FirstDay), "the beginning")} to {Day(own.Max(spell => spell.LastDay), "the end")}; members of the dates of the bars are accepted");
    }

    private static UniverseFigures Of(Survivorship meter, PointInTime judged, Membership? membership, Universe? universe)
    {
        var (fewest, most) = (int.MaxValue, 0);
        for (var bar = 0; universe is not null && bar < universe.Axes.BarCount; bar++)
        {
            var count = universe.Count(bar, UniverseVerdict.In);
            (fewest, most) = (Math.Min(fewest, count), Math.Max(most, count));
        }

        return new UniverseFigures
        {
            IsPit = judged.IsPit,
            Reason = judged.Reason,
            Names = meter.NameCount,
            Ended = meter.EndedCount,
            EndedWithRecord = meter.RecordedCount,
            NameYears = meter.NameYears,
            ExpectedEnds = meter.ExpectedEnds,
            MissingShare = UniverseSelection.TryMissingShare(meter, out var share) ? share : null,
            AbsentMembers = membership is null ? null : meter.AbsentMembers.Count,
            LastIn = universe?.Count(universe.Axes.BarCount - 1, UniverseVerdict.In),
            FewestIn = universe is null ? null : fewest,
            MostIn = universe is null ? null : most,
        };
    }

    /// <summary>Given decisions with the target 0 for every name that is out, and a note of what that changed.</summary>
    internal GivenDecisions Restrict(Universe? universe, GivenDecisions given)
    {
        if (universe is null) return given;
        var restricted = UniverseSelection.Restrict(universe, given.Decisions);
        IReadOnlyList<string> notes = restricted.DroppedWeights == 0
            ? given.Notes
            : [.. given.Notes, $"{Written.Whole(restricted.DroppedWeights)} weights of {Written.Whole(restricted.DroppedNames)} names were set to 0, as the names were not in the universe at the decision"];
        return given with { Decisions = restricted.Decisions, Notes = notes };
    }

    /// <summary>Signals without those of names that are out, and a note of how many these were.</summary>
    internal static (BracketSignals Signals, string? Note) Restrict(Universe? universe, BracketSignals signals)
    {
        if (universe is null) return (signals, null);
        var restricted = UniverseSelection.Restrict(universe, signals);
        return (restricted.Signals, restricted.DroppedSignals == 0
            ? null
            : $"{Written.Whole(restricted.DroppedSignals)} signals of {Written.Whole(restricted.DroppedNames)} names are not followed, as the names were not in the universe at the decision");
    }

    /// <summary>The screens as the configuration sets them.</summary>
    internal UniverseOptions Options => new()
    {
        MinimumPrice = Number(UniverseSettingsTable.MinimumPrice),
        MinimumDollarVolume = Number(UniverseSettingsTable.MinimumDollarVolume),
        WindowSessions = (int)CanonicalJson.At(settings, UniverseSettingsTable.Window)!.GetValue<long>(),
        MinimumHistory = (int)CanonicalJson.At(settings, UniverseSettingsTable.MinimumHistory)!.GetValue<long>(),
        Review = Text(UniverseSettingsTable.Review) switch
        {
            "weekly" => UniverseReview.Weekly,
            "monthly" => UniverseReview.Monthly,
            _ => UniverseReview.EveryBar,
        },
    };

    private bool HasScreen => Options is var options && (options.MinimumPrice > 0 || options.MinimumDollarVolume > 0 || options.MinimumHistory > 0);

    private string? Text(string path) => CanonicalJson.At(settings, path)?.GetValue<string>();

    private double Number(string path) => CanonicalJson.At(settings, path)!.GetValue<double>();
}
