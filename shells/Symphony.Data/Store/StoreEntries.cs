using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Data;

/// <summary>A file whose rows a store holds.</summary>
/// <param name="Id">Its number in the store's catalogue.</param>
/// <param name="Name">Its name, without folders where it was given as an absolute path.</param>
/// <param name="Sha256">The SHA-256 of its bytes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Rows">How many rows it had, those set aside included.</param>
/// <param name="Layout">How it was read.</param>
/// <param name="Ingested">When, in UTC (yyyy-MM-ddTHH:mm:ssZ); part of no hash.</param>
public sealed record StoreSourceFile(int Id, string Name, string Sha256, long Bytes, long Rows, string Layout, string Ingested);

/// <summary>What one file gave to a part.</summary>
/// <param name="Source">The file's number.</param>
/// <param name="Rows">How many of the part's rows were new with it.</param>
/// <param name="First">The first of their stamps: an epoch day, or microseconds since 1970-01-01T00:00Z.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Replaced">How many of them took another's place.</param>
public sealed record StoreShare(int Source, long Rows, long First, long Last, long Replaced);

/// <summary>A file of rows: one symbol hash and one year, or month. It never changes; what replaces it has another name.</summary>
/// <param name="Path">Its path in the store, with '/'.</param>
/// <param name="Sha256">The SHA-256 of its bytes, which follow from its rows alone.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Rows">How many rows it holds.</param>
/// <param name="Symbols">How many symbols they have.</param>
/// <param name="First">The first stamp: an epoch day, or microseconds since 1970-01-01T00:00Z.</param>
/// <param name="Last">The last stamp.</param>
/// <param name="Shares">Where its rows come from.</param>
public sealed record StorePart(
    string Path, string Sha256, long Bytes, long Rows, int Symbols, long First, long Last, IReadOnlyList<StoreShare> Shares);

/// <summary>All rows of one kind and frequency.</summary>
/// <param name="Kind">bars, quotes, quote-bars, trades, actions, universe, borrow, benchmark or options.</param>
/// <param name="Frequency">1d, 15m, 1m, tick.</param>
/// <param name="TimeZone">The IANA zone of its sessions; null where rows are dated and need none.</param>
/// <param name="Prices">raw or adjusted; null where it does not apply.</param>
/// <param name="Parts">The parts, in the order of their paths.</param>
public sealed record StoreDataset(string Kind, string Frequency, string? TimeZone, string? Prices, IReadOnlyList<StorePart> Parts)
{
    /// <summary>True when rows are stamped with session dates, false when with closing instants.</summary>
    public bool IsDated => Store.Frequency.Of(Frequency).IsDaily || Store.StoreSchema.Of(Kind).IsAlwaysDated;
}

/// <summary>Rows of a file that were set aside.</summary>
/// <param name="Path">The table of them in the store, with '/': file, line, reason, text, and what could be read of it.</param>
/// <param name="Sha256">The SHA-256 of the table.</param>
/// <param name="Rows">How many there are.</param>
public sealed record StoreQuarantine(string Path, string Sha256, long Rows);

/// <summary>A part whose place another took; its file stays until the store is cleaned.</summary>
/// <param name="Path">Its path in the store.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Replaced">How many of its rows were replaced with others; 0 when it was only added to.</param>
public sealed record StoreRetired(string Path, long Bytes, long Replaced);

/// <summary>Rows that were taken out of a store, why, and which parts took the place of which.</summary>
/// <param name="Id">Its number in the store's catalogue.</param>
/// <param name="Kind">What the rows were.</param>
/// <param name="Frequency">How far apart.</param>
/// <param name="Symbols">The symbols; empty for all.</param>
/// <param name="From">The first session date, an epoch day; the least number for no bound.</param>
/// <param name="To">The last session date; the greatest number for no bound.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Deleted">When, in UTC (yyyy-MM-ddTHH:mm:ssZ); part of no hash.</param>
/// <param name="Parts">Each part that was changed: its path before and after, the latter empty where no row was left.</param>
public sealed record StoreDeletion(
    int Id, string Kind, string Frequency, IReadOnlyList<string> Symbols, int From, int To, string Reason, long Rows, string Deleted, IReadOnlyList<DeletedPart> Parts)
{
    /// <summary>The calendar whose sessions have the dates; null where they are dates of the clock of the rows' zone.</summary>
    public string? Calendar { get; init; }

    /// <summary>How many rows of its symbols and dates were ingested since.</summary>
    public long Back { get; init; }

    /// <summary>When the first of them was, in UTC (yyyy-MM-ddTHH:mm:ssZ); null where none was.</summary>
    public string? BackSince { get; init; }

    /// <summary>True when another deletion is of rows that this one may have been of, too.</summary>
    /// <param name="other">The other.</param>
    public bool Meets(StoreDeletion other) =>
        other.Kind == Kind && other.Frequency == Frequency && other.From <= To && other.To >= From
        && (Symbols.Count == 0 || other.Symbols.Count == 0 || Symbols.Intersect(other.Symbols, StringComparer.Ordinal).Any());
}

/// <summary>A part that rows were deleted from.</summary>
/// <param name="Before">The part with the rows, as the catalogue named it.</param>
/// <param name="After">The path of the part without them; empty where no row was left.</param>
public sealed record DeletedPart(StorePart Before, string After);
