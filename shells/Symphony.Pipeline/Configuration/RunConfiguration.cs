using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Everything that decides a run: every setting, the defaults filled in.</summary>
public sealed class RunConfiguration
{
    private readonly JsonObject settings;

    private RunConfiguration(SettingValues values, string file)
    {
        StoreDefaults.Settle(values, file);
        settings = values.Complete();
        Place = new ConfigurationPlace(file, values);
        Name = Text("name");
        if (!CanonicalJson.IsPlainName(Name))
            throw Place.Refuse("name", $"name was '{Name}', but {CanonicalJson.PlainNames} are accepted, as it names a folder");
        if (Name == RunReference.Latest || Name[0] == '-')
            throw Place.Refuse("name", Name == RunReference.Latest
                ? $"name was '{Name}', which stands for the newest run wherever a run is named; another name is accepted"
                : $"name was '{Name}', which a command would take for a flag; a name that begins with a letter or a digit is accepted");
        Study = TextOrNone("study") ?? Name;
        if (!CanonicalJson.IsPlainName(Study))
            throw Place.Refuse("study", $"study was '{Study}', but {CanonicalJson.PlainNames} are accepted, as it names a file");
        settings["study"] = Study;
        SplitSettings.Settle(settings, Place);
        FeatureChoice.Settle(settings, Place);
        StackSettingsTable.Settle(settings, Place);
        MarketSettingsTable.Settle(settings, Place);
        MarketSettingsTable.RefuseUnread(settings, Place);
        LabelSettingsTable.RefuseUnread(settings, Place);
        MarketSettingsTable.RefuseUnreadSectors(settings, Place, FeatureChoice.NeedsSectors(this));
        if (TextOrNone("report.title") is null) settings["report"]!["title"] = Name;
        UniverseSettingsTable.RefuseUnread(settings, Place);
        Data = DataSettings.Of(settings["data"]!.AsObject(), Place);
        Engine = settings["engine"]!.AsObject();
        Canonical = CanonicalOf(settings);
        Hash = CanonicalJson.Hash(Canonical);
        TrialHash = CanonicalJson.Hash(TrialOf(Canonical));
    }

    /// <summary>The run's name, and its folder under the runs folder.</summary>
    public string Name { get; }

    /// <summary>The ledger in which its trials are counted.</summary>
    public string Study { get; }

    /// <summary>SHA-256 of the canonical form, in lower-case hexadecimal.</summary>
    /// <remarks>Places of files are left out: what they hold is hashed as inputs.</remarks>
    public string Hash { get; }

    /// <summary>SHA-256 of the settings that decide the weights: costs, capital, names and titles left out.</summary>
    /// <remarks>A trial is a distinct value of it; a change of cost or capital only is recorded, not counted.</remarks>
    public string TrialHash { get; }

    /// <summary>The file it was read from, as given; empty when it was not a file.</summary>
    public string File => Place.File;

    /// <summary>Reads a YAML file.</summary>
    /// <param name="file">Path of the YAML; paths in it are relative to its folder.</param>
    /// <exception cref="ConfigurationRefusedException">A key, a value or the file is not accepted.</exception>
    public static RunConfiguration Read(string file) => Parse(ConfigurationFile.Text(file), file);

    /// <summary>Reads YAML text.</summary>
    /// <param name="yaml">The settings.</param>
    /// <param name="file">The path it stands for: paths in it are relative to that file's folder.</param>
    /// <exception cref="ConfigurationRefusedException">A key or a value is not accepted.</exception>
    public static RunConfiguration Parse(string yaml, string file)
    {
        var values = new SettingValues(Settings.All);
        values.ReadYaml(yaml, file);
        return new RunConfiguration(values, file);
    }

    /// <summary>Refuses settings that no data can mend, so that no file is read for them.</summary>
    internal void RefuseWhatNoDataCanMend()
    {
        Place.Point(() => EngineInputs.Settings(Engine));
        if (LabelInputs.AreBarriers(this))
        {
            Place.Point(() =>
            {
                LabelInputs.Barriers(this).Check();
                return true;
            });
        }

        AuditOptions();
        StageColours.Of(this);
        Universe(default).Check();
        LabelInputs.RefuseWhatNoDataCanMend(this);
        FeatureChoice.RefuseWhatNoDataCanMend(this);
        StackMember.Of(this);
        SplitSettings.RefuseWhatNoDataCanMend(this);
        if (!(Number("sizing.perNameCap") > 0))
            throw Place.Refuse("sizing.perNameCap", $"sizing.perNameCap was {Written.Number(Number("sizing.perNameCap"))}, but a number above 0 is accepted");
    }

    /// <summary>How the core audits the bars.</summary>
    /// <param name="daily">True for daily bars.</param>
    internal DataAuditOptions AuditOptions(bool daily = true) =>
        Place.Point(() => Pipeline.AuditOptions.Of(settings["audit"]!.AsObject(), daily));

    /// <summary>Who may be held when; nothing is read before it is asked for.</summary>
    /// <param name="stop">Stops the reading.</param>
    internal UniverseSource Universe(CancellationToken stop) => new(settings, Place, stop);

    /// <summary>Every setting with the value in force, as YAML that reads back to the same configuration.</summary>
    public string ToYaml() => CanonicalJson.ToYaml(settings);

    internal JsonObject Canonical { get; }

    internal JsonObject Engine { get; }

    internal JsonObject Market => settings["market"]!.AsObject();

    internal DataSettings Data { get; }

    internal ConfigurationPlace Place { get; }

    internal string Text(string path) => Node(path)!.GetValue<string>();

    /// <summary>True when a setting, or a section, has a value.</summary>
    internal bool Has(string path) => Node(path) is not null;

    /// <summary>The places under a place.</summary>
    internal IEnumerable<string> Keys(string path) => Node(path)!.AsObject().Select(pair => $"{path}.{pair.Key}");

    internal string? TextOrNone(string path) => Node(path)?.GetValue<string>();

    internal double Number(string path) => Node(path)!.GetValue<double>();

    internal double? NumberOrNone(string path) =>
        Node(path) is not { } node ? null : node.AsValue().TryGetValue<long>(out var whole) ? whole : node.GetValue<double>();

    internal bool Truth(string path) => Node(path)!.GetValue<bool>();

    internal int WholeNumber(string path) => (int)Node(path)!.GetValue<long>();

    internal string[] TextList(string path) => CanonicalJson.Texts(Node(path));

    internal IReadOnlyDictionary<string, string> TextByName(string path) =>
        (Node(path) as JsonObject)?.ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal) ?? [];

    /// <summary>The canonical settings under these paths: what a stage's key depends on.</summary>
    internal JsonObject Slice(params IEnumerable<string> paths) =>
        new(paths.Select(path => KeyValuePair.Create(path, CanonicalJson.At(Canonical, path)?.DeepClone())));

    private JsonNode? Node(string path) => CanonicalJson.At(settings, path);

    private static JsonObject CanonicalOf(JsonObject settings)
    {
        var canonical = settings.DeepClone().AsObject();
        // How long it may take decides no value.
        canonical.Remove(FeatureChoice.Limits);
        canonical["data"]!["files"] = CanonicalJson.FileNames(canonical["data"]!["files"]);
        canonical["data"]!["actions"] = CanonicalJson.FileNames(canonical["data"]!["actions"]);
        if (canonical["labels"]!["kind"]!.GetValue<string>() == LabelSettingsTable.Horizon)
        {
            foreach (var key in LabelSettingsTable.OfBarriers) canonical["labels"]!.AsObject().Remove(key);
        }

        MarketSettingsTable.MakeCanonical(canonical, Settings.All);
        StackSettingsTable.MakeCanonical(canonical);
        return canonical;
    }

    private static JsonObject TrialOf(JsonObject canonical)
    {
        var trial = canonical.DeepClone().AsObject();
        foreach (var key in (ReadOnlySpan<string>)["name", "study", "report"]) trial.Remove(key);
        foreach (var key in (ReadOnlySpan<string>)["files", "actions", "store"]) trial["data"]!.AsObject().Remove(key);
        foreach (var key in EngineSettingsTable.CostAndCapital) trial["engine"]!.AsObject().Remove(key);
        MarketSettingsTable.RemoveCosts(trial);
        return trial;
    }
}
