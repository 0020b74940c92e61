using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>What is stated of a source and what a dataset knows already, settled into one; what neither says is asked for.</summary>
internal sealed class IngestPlan
{
    private readonly IngestSource _source;
    private readonly LayoutNotes _read;

    /// <summary>Settles a source with the dataset it goes to.</summary>
    /// <param name="source">What was stated.</param>
    /// <param name="catalogue">The store's catalogue.</param>
    public IngestPlan(IngestSource source, Catalogue catalogue)
    {
        _source = source;
        Schema = StoreSchema.Of(source.Kind);
        _read = new LayoutNotes(Schema, source);
        Frequency = Frequency.Of(Schema.IsAlwaysDated ? "1d" : source.Frequency);
        Dated = Frequency.IsDaily || Schema.IsAlwaysDated;
        var there = catalogue.Find(Schema.Kind, Frequency.Name);
        var stated = source.Layout is { } layout ? SourceLayout.Of(layout, Schema.Kind).TimeZone : null;
        SourceZone = source.FileZone ?? source.TimeZone ?? stated ?? there?.TimeZone;
        var sessions = source.TimeZone ?? SourceZone;
        if (SourceZone is null && !Schema.IsAlwaysDated) throw Ask("timeZone", "in which IANA time zone are they dated: --time-zone America/New_York, or UTC");
        foreach (var zone in (ReadOnlySpan<string?>)[SourceZone, sessions])
        {
            if (zone is null || TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) continue;
            throw new DataRefusedException(
                $"the time zone '{zone}' is not known on this machine; an IANA name such as America/New_York or UTC is accepted", "timeZone", value: zone);
        }

        // Sessions have one zone; local times of a source within a day may be of another.
        Zone = there is null ? Schema.IsAlwaysDated ? null : sessions : there.TimeZone;
        if (source.TimeZone is not null && Zone is not null && Zone != source.TimeZone)
        {
            throw new DataRefusedException(
                $"the sessions of the store's {Frequency.Name} {Schema.Kind} are of {Zone}, these of {source.TimeZone}; one zone for the sessions of a store is accepted (--file-zone names another one of a file's times)",
                "timeZone",
                value: source.TimeZone);
        }

        Prices = source.Prices ?? there?.Prices;
        if (!Schema.HasBasis) Prices = null;
        else if (Prices is null) throw Ask("prices", "are prices as traded or restated for splits and dividends: --prices raw or --prices adjusted");
        else if (Prices is not ("raw" or "adjusted"))
            throw new DataRefusedException($"prices '{Prices}' are not known; raw or adjusted is accepted", "prices", value: Prices);
        if (Schema.HasBasis && there is not null && there.Prices != Prices)
        {
            throw new DataRefusedException(
                $"the store's {Frequency.Name} {Schema.Kind} hold {there.Prices} prices, these are {Prices}; one kind of prices in a store is accepted", "prices", value: Prices);
        }

        if (source.Label is not (null or "start" or "end"))
            throw new DataRefusedException($"the label '{source.Label}' is not known; start or end is accepted", "label", value: source.Label);
        if (source.Epoch is not (null or "s" or "ms" or "us" or "ns"))
            throw new DataRefusedException($"the epoch unit '{source.Epoch}' is not known; s, ms, us or ns is accepted", "epoch", value: source.Epoch);
        if (source.PriceScale is { } scale && !FilePlan.IsScale(scale))
            throw new DataRefusedException($"the price scale {scale} is not known; 1, 10, 100 and so on up to 1000000000 are accepted", "priceScale", value: $"{scale}");
        if (source.PriceScale is not null && !Schema.Columns.Any(column => column.IsPrice))
        {
            var why = Schema.Kind == "actions" ? "have values of which a split's is no price" : "have no prices";
            throw new DataRefusedException(
                $"{Schema.Kind} {why}, so that nothing is divided by a price scale; {string.Join(", ", StoreSchema.All.Where(one => one.Columns.Any(column => column.IsPrice)).Select(one => one.Kind))} with one, or {Schema.Kind} in units of the currency without one, are accepted",
                "priceScale",
                value: $"{source.PriceScale}");
        }

        if (source.Columns.Keys.FirstOrDefault(name => name is not ("symbol" or "date" or "time") && Schema.IndexOf(name) < 0 && !(Schema.KeepsLast && name == "sequence")) is { } unknown)
        {
            throw new DataRefusedException(
                $"{Schema.Kind} have no column '{unknown}'; symbol, date, time, {string.Join(", ", Schema.Columns.Select(column => column.Name))} are accepted", "columns", value: unknown);
        }
    }

    /// <summary>The kind of rows.</summary>
    public StoreSchema Schema { get; }

    /// <summary>How far apart they are.</summary>
    public Frequency Frequency { get; }

    /// <summary>True when they are stamped with dates.</summary>
    public bool Dated { get; }

    /// <summary>The zone of the sessions; null where rows are dated and need none.</summary>
    public string? Zone { get; }

    /// <summary>raw or adjusted; null where it does not apply.</summary>
    public string? Prices { get; }

    /// <summary>How files were read, a sentence each.</summary>
    public IEnumerable<string> Notes => _read.Sentences;

    private string? SourceZone { get; }

    /// <summary>How a file is read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="database">Reads the schema of a Parquet file.</param>
    public FilePlan Of(Files.SourceFile file, Lazy<DuckDb.DuckDbDatabase> database)
    {
        var plan = FilePlan.Of(file, Schema, _source, database, StampsOf);
        _read.Add(plan);
        return plan;
    }

    private StampPlan StampsOf(SourceLayout layout)
    {
        var label = _source.Label ?? layout.Label;
        var shift = 0L;
        if (!Dated && (Schema.HasLabel || label == "start"))
        {
            if (label is null) throw Ask("label", "does a time mark a bar's start or its end: --label start or --label end");
            if (label == "start" && Frequency.Micros == 0)
            {
                throw new DataRefusedException(
                    $"{Frequency.Name} {Schema.Kind} have no fixed span, so that their start does not tell their close; --label end is accepted", "label", value: label);
            }

            shift = label == "start" ? Frequency.Micros : 0;
        }

        var divisor = (_source.Epoch ?? layout.Epoch) switch { "s" => -1_000_000, "ms" => -1_000, "us" => 1, "ns" => 1_000, _ => 0L };
        var zone = SourceZone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(SourceZone);
        return new StampPlan(Dated, _source.DatePattern ?? layout.DatePattern, divisor, shift, null, zone, _source.ClockChange);
    }

    private DataRefusedException Ask(string what, string question) =>
        new($"{Frequency.Name} {Schema.Kind} of a new kind in this store leave a question open: {question}", what);
}
