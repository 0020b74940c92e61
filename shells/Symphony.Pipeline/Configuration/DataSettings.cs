using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Which bars a run reads, and how.</summary>
internal sealed record DataSettings
{
    internal required IReadOnlyList<string> Files { get; init; }

    /// <summary>The folder of a store in place of files; null for files.</summary>
    internal string? Store { get; init; }

    /// <summary>Which bars of the store.</summary>
    internal required string Frequency { get; init; }

    /// <summary>Which symbols of the store; empty for all.</summary>
    internal required IReadOnlyList<string> Symbols { get; init; }

    internal required IReadOnlyList<string> Actions { get; init; }

    /// <summary>The files' column names by ours; a column that is switched off is absent.</summary>
    internal required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>The volume column where one was named, so that it must be there; else null, and it may be absent.</summary>
    internal string? VolumeColumn { get; init; }

    internal required bool SymbolFromFile { get; init; }

    internal required string TimeZone { get; init; }

    internal required string SessionClose { get; init; }

    internal required bool PricesAreAdjusted { get; init; }

    internal required BarSampling Sampling { get; init; }

    internal DateOnly? From { get; init; }

    internal DateOnly? To { get; init; }

    internal required IReadOnlyList<DateOnly> ExcludeDates { get; init; }

    internal static DataSettings Of(JsonObject data, ConfigurationPlace place)
    {
        var settings = new DataSettings
        {
            Files = CanonicalJson.Texts(data["files"]),
            Store = data["store"]?.GetValue<string>(),
            Frequency = data["frequency"]!.GetValue<string>(),
            Symbols = CanonicalJson.Texts(data["symbols"]),
            Actions = CanonicalJson.Texts(data["actions"]),
            Columns = data["columns"]!.AsObject()
                .Where(pair => pair.Value is not null)
                .ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal),
            VolumeColumn = place.IsWritten("data.columns.volume") ? data["columns"]!["volume"]!.GetValue<string>() : null,
            SymbolFromFile = data["symbolFromFile"]!.GetValue<bool>(),
            TimeZone = data["timeZone"]!.GetValue<string>(),
            SessionClose = data["sessionClose"]!.GetValue<string>(),
            PricesAreAdjusted = data["prices"]!.GetValue<string>() == "adjusted",
            Sampling = SamplingOf(data, place),
            From = Date(data["from"]),
            To = Date(data["to"]),
            ExcludeDates = [.. CanonicalJson.Texts(data["excludeDates"]).Select(text => Date(text)!.Value)],
        };
        RefuseAllButOneSource(settings, place);
        if (settings.From > settings.To)
            throw place.Refuse("data.to", "data.to is before data.from; a later date is accepted");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _))
            throw place.Refuse("data.timeZone", $"data.timeZone was '{settings.TimeZone}', but an IANA zone such as America/New_York is accepted");
        if (!TimeOnly.TryParseExact(settings.SessionClose, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            throw place.Refuse("data.sessionClose", $"data.sessionClose was '{settings.SessionClose}', but a time as HH:mm is accepted");
        if (settings.PricesAreAdjusted && settings.Actions.Count > 0)
            throw place.Refuse("data.actions", "data.actions cannot go with adjusted prices, which hold them already; raw prices are accepted");
        return settings;
    }

    private static void RefuseAllButOneSource(DataSettings settings, ConfigurationPlace place)
    {
        if (settings.Store is null)
        {
            if (!place.IsWritten("data.files")) throw place.Refuse("data.files", "data.files is missing; a list of texts, or data.store, is accepted");
            if (settings.Files.Count == 0) throw place.Refuse("data.files", "data.files is empty; at least one file or glob is needed");
            if ((settings.Symbols.Count > 0 ? "data.symbols" : settings.Frequency != "daily" ? "data.frequency" : null) is { } unread)
                throw place.Refuse(unread, $"{unread} is given, but files are read whole; it goes with data.store");
            return;
        }

        if (settings.Files.Count > 0) throw place.Refuse("data.store", "data.files and data.store both say what is read; one of them is accepted");
        var renamed = settings.Columns.FirstOrDefault(column => column.Key != column.Value).Key;
        if ((settings.SymbolFromFile ? "data.symbolFromFile" : renamed is null ? null : $"data.columns.{renamed}") is { } given)
            throw place.Refuse(given, $"{given} is given, but a store's columns have names of their own; it goes with data.files");
        string[] sampled = ["barLabel", "barMinutes"];
        if (sampled.Select(key => $"data.{key}").FirstOrDefault(place.IsWritten) is { } ofFiles)
            throw place.Refuse(ofFiles, $"{ofFiles} is given, but rows of a store were stamped when they were ingested; it goes with data.files");
    }

    private static BarSampling SamplingOf(JsonObject data, ConfigurationPlace place)
    {
        var sampling = new BarSampling
        {
            Calendar = data["calendar"]?.GetValue<string>(),
            Width = data["resample"]?.GetValue<string>(),
            Label = data["barLabel"]!.GetValue<string>() == "start" ? BarLabel.Start : BarLabel.End,
            SourceMinutes = (int)data["barMinutes"]!.GetValue<long>(),
            LeaveOutOutside = data["outsideSessions"]!.GetValue<string>() == "leaveOut",
        };
        if (sampling.Calendar is { } calendar)
        {
            place.PointAt("data.calendar", () => TradingCalendar.Zone(calendar));
            if (place.IsWritten("data.sessionClose"))
                throw place.Refuse("data.sessionClose", "data.sessionClose and data.calendar both say when a session closes; one of them is accepted");
        }

        if (sampling.Width is { } width)
        {
            place.PointAt("data.resample", () =>
            {
                Resampling.Check(width, sampling.SourceMinutes);
                return true;
            });
        }

        foreach (var (key, isGiven) in new[] { ("resample", sampling.Width is not null), ("outsideSessions", sampling.LeaveOutOutside) })
        {
            if (isGiven && sampling.Calendar is null)
                throw place.Refuse($"data.{key}", $"data.{key} is given without data.calendar, whose sessions it needs; {string.Join(", ", TradingCalendar.Names)} are accepted");
        }

        return sampling;
    }

    private static DateOnly? Date(JsonNode? node) =>
        node is not null && Written.TryDate(node.GetValue<string>(), out var date) ? date : null;
}
