using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Everything that decides an audit: the rows, thresholds, colours and repairs.</summary>
public sealed class AuditConfiguration
{
    /// <summary>The setting that says what the rows are.</summary>
    public const string RowsKey = "audit.rows";

    private readonly JsonObject settings;

    private AuditConfiguration(SettingValues values, string file)
    {
        StoreDefaults.Settle(values, file, values.Text(RowsKey) is { } rows ? rows == "closes" ? "benchmark" : rows : "bars");
        settings = values.Complete();
        Place = new ConfigurationPlace(file, values);
        Data = DataSettings.Of(settings["data"]!.AsObject(), Place);
        Rows = Audit["rows"]!.GetValue<string>() switch { "quotes" => RawRows.Quotes, "quote-bars" => RawRows.QuoteBars, "closes" => RawRows.Closes, _ => RawRows.Bars };
        IsOptions = Audit["rows"]!.GetValue<string>() == "options";
        Sides = new QuoteColumnNames(Audit["bid"]!.GetValue<string>(), Audit["ask"]!.GetValue<string>());
        RefuseUnreadSides();
        Name = settings["name"]!.GetValue<string>();
        Accepted = Enum.Parse<AuditColour>(CanonicalJson.At(settings, AuditSettingsTable.Accept)!.GetValue<string>(), ignoreCase: true);
    }

    /// <summary>Every setting: each is a YAML key, and may be a flag.</summary>
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        new("name", SettingKind.Text, "audit", "What it is called."),
        .. Pipeline.Settings.All.Where(setting => setting.Section.StartsWith("data", StringComparison.Ordinal) && setting.Key is not ("from" or "to" or "excludeDates"))
            .Select(setting => setting.Path == "data.prices" ? setting with { Default = "adjusted", Required = false } : setting),
        new(RowsKey, SettingKind.Choice, "bars", "What the rows are.") { Accepted = ["bars", "closes", "quotes", "quote-bars", "options"] },
        new("audit.bid", SettingKind.Text, "bid", "The files' name for the bid; of bars of quotes what its four columns begin with."),
        new("audit.ask", SettingKind.Text, "ask", "The same for the ask."),
        .. AuditSettingsTable.Audit,
        .. AuditSettingsTable.Rolls,
        .. AuditSettingsTable.Options,
    ];

    /// <summary>Names of columns are read of files of quotes alone.</summary>
    private void RefuseUnreadSides()
    {
        string? why = Data.Store is not null ? "a store's columns have names of their own"
            : IsOptions ? Text("mark") is null ? null : "audit.mark stands in the place of both"
            : Rows is RawRows.Bars or RawRows.Closes ? $"{RowsKey} is {Audit["rows"]!.GetValue<string>()}, which have neither bid nor ask; quotes, quote-bars and options have them"
            : null;
        if (why is not null && ((string[])["audit.bid", "audit.ask"]).FirstOrDefault(Place.IsWritten) is { } unread)
            throw Place.Refuse(unread, $"{unread} is given, but {why}");
        if (Data.Store is not null && AuditSettingsTable.OptionColumns.Select(setting => setting.Path).FirstOrDefault(Place.IsWritten) is { } named)
            throw Place.Refuse(named, $"{named} is given, but a store's columns have names of their own");
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The worst colour that is still accepted.</summary>
    public AuditColour Accepted { get; }

    internal DataSettings Data { get; }

    internal RawRows Rows { get; }

    /// <summary>True when the rows are options, and <see cref="Rows"/> says nothing.</summary>
    internal bool IsOptions { get; }

    /// <summary>What the columns of options are called.</summary>
    internal OptionColumnNames OptionColumns =>
        new(Text("expiry")!, Text("strike")!, Text("right")!, Sides.Bid, Sides.Ask) { Mark = Text("mark"), Volatility = Text("volatility"), Spot = Text("spot") };

    /// <summary>When a quote of an option counts as a finding.</summary>
    internal OptionAuditOptions OptionThresholds => AuditOptions.OptionsOf(Audit);

    internal QuoteColumnNames Sides { get; }

    internal ConfigurationPlace Place { get; }

    private JsonObject Audit => settings["audit"]!.AsObject();

    /// <summary>Settings from a YAML file, flags, or both; a flag overrules the file.</summary>
    /// <param name="file">A YAML file, its paths relative to its folder; null when there is none.</param>
    /// <param name="flags">Texts by the setting's path; file paths relative to the current folder.</param>
    /// <exception cref="ConfigurationRefusedException">A key, a value or the file is not accepted.</exception>
    public static AuditConfiguration Read(string? file, IReadOnlyDictionary<string, IReadOnlyList<string>> flags)
    {
        // A run's own configuration is read too: its other sections are of other stages.
        var values = new SettingValues(
        [
            .. Settings,
            .. Pipeline.Settings.All.Where(setting => Settings.All(own => own.Path != setting.Path)).Select(setting => setting with { Required = false }),
        ]);
        if (file is not null) values.ReadYaml(ConfigurationFile.Text(file), file);
        foreach (var (path, texts) in flags.OrderBy(flag => flag.Key, StringComparer.Ordinal))
        {
            if (path is "data.files" or "data.actions") values.SetList(path, texts.Select(Path.GetFullPath));
            else if (path == "data.store") values.Set(path, Path.GetFullPath(texts[^1]));
            else if (path is AuditSettingsTable.Colours or AuditSettingsTable.Repairs or AuditSettingsTable.RollDates) values.SetList(path, texts);
            else values.Set(path, texts);
        }

        return new AuditConfiguration(values, file ?? "");
    }

    /// <summary>What a run leaves out of its bars is audited all the same, and that is said.</summary>
    internal IReadOnlyList<string> Notes =>
        ((string[])["data.from", "data.to", "data.excludeDates"]).Where(Place.IsWritten).ToList() is { Count: > 0 } written
            ? [$"{string.Join(", ", written)} say which bars a run takes; all rows were audited."]
            : [];

    /// <summary>The first setting that is written and goes with options alone; null where none is.</summary>
    internal string? FirstOfOptions => AuditSettingsTable.Options.Select(setting => setting.Path).FirstOrDefault(Place.IsWritten);

    private string? Text(string key) => Audit[key]?.GetValue<string>();

    /// <summary>How the core audits rows of this frequency.</summary>
    /// <param name="daily">True for daily rows.</param>
    internal DataAuditOptions OptionsFor(bool daily) => Place.Point(() => AuditOptions.Of(Audit, daily));
}
