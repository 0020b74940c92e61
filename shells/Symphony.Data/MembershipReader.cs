using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Store;

namespace Symphony.Data;

/// <summary>Reads who was a member of an index or a list when.</summary>
/// <remarks>
/// A file of spells has the columns symbol, from and to: both days are in, an empty from is a member from the
/// beginning, an empty to one still. A file by date has date and symbol, and for changes perhaps member: 1 from
/// the date on, 0 no longer.
/// </remarks>
public static class MembershipReader
{
    private const string Kind = "universe";

    /// <summary>Reads the members.</summary>
    /// <param name="source">Where they stand.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">The file or store cannot be used, or contradicts itself.</exception>
    public static MembershipData Read(MembershipSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.File is null ? OfStore(source, cancellation) : OfFile(source, cancellation);
    }

    /// <summary>The SHA-256 of what is read.</summary>
    /// <param name="source">Where the members stand.</param>
    /// <exception cref="DataRefusedException">There is no such file or store.</exception>
    public static string Hash(MembershipSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.File is null ? Catalogue.HashOf([SetOf(Open(source))]) : FileHash.Sha256(One(source).Path);
    }

    private static MembershipData OfFile(MembershipSource source, CancellationToken cancellation)
    {
        var file = One(source);
        var table = MembershipTable.Read(file, cancellation);
        try
        {
            var membership = table.IsSpells
                ? Memberships.OfSpells(table.Symbols, table.Firsts, table.Lasts)
                : source.Rows switch
                {
                    MembershipRows.Lists when table.Joins.Contains(false) =>
                        throw new DataRefusedException($"{file.Name} has rows with member 0, but its rows are declared lists of members; changes are accepted", file.Name, column: "member", value: "0"),
                    MembershipRows.Lists => Memberships.OfLists(table.Firsts, table.Symbols),
                    MembershipRows.Changes => Memberships.OfChanges(table.Firsts, table.Symbols, table.Joins),
                    _ => throw new DataRefusedException(
                        $"{file.Name} has rows by date, which say either all members of that date (lists) or who joins and leaves (changes); which of them they are must be stated", file.Name, column: "date"),
                };
            return new MembershipData(membership, table.Input, []) { IsSpells = table.IsSpells };
        }
        catch (RefusedException refused) when (refused is not DataRefusedException)
        {
            throw new DataRefusedException($"{file.Name}: {refused.Sentence}", file.Name);
        }
    }

    private static MembershipData OfStore(MembershipSource source, CancellationToken cancellation)
    {
        var store = Open(source);
        var set = SetOf(store);
        var (days, symbols, joins) = (new List<int>(), new List<string>(), new List<bool>());
        var lists = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var rows in store.Rows(Kind, "1d", cancellation: cancellation))
        {
            var list = rows.Texts("universe");
            var member = rows.Numbers("member");
            for (var row = 0; row < rows.Count; row++)
            {
                lists.Add(list[row]);
                if (list[row] != source.List) continue;
                days.Add((int)rows.Stamps[row]);
                symbols.Add(rows.Symbol);
                joins.Add(member[row] != 0);
            }
        }

        if (days.Count == 0)
            throw new DataRefusedException($"the store has no universe rows of the list '{source.List}'; {string.Join(", ", lists.Take(20))} {(lists.Count == 1 ? "is" : "are")} accepted", "store", column: "list", value: source.List);
        if (source.Rows == MembershipRows.None)
            throw new DataRefusedException("the store's universe rows are by date, and say either all members of that date (lists) or who joins and leaves (changes); which of them they are must be stated", "store", column: "rows");
        if (source.Rows == MembershipRows.Lists && joins.Contains(false))
            throw new DataRefusedException($"the list '{source.List}' has rows with member 0, but its rows are declared lists of members; changes are accepted", "store", column: "rows", value: "lists");
        var membership = source.Rows == MembershipRows.Lists
            ? Memberships.OfLists([.. days], [.. symbols])
            : Memberships.OfChanges([.. days], [.. symbols], [.. joins]);
        var input = new DataInput(
            $"{Path.GetFileName(store.Folder)} {Kind} {source.List}", Catalogue.HashOf([set]), set.Parts.Sum(part => part.Bytes), set.Parts.Sum(part => part.Rows));
        return new MembershipData(membership, input, []);
    }

    private static SourceFile One(MembershipSource source) =>
        SourceFiles.Expand([source.File!], source.BaseDirectory, "members") is [var one]
            ? one
            : throw new DataRefusedException($"'{source.File}' stands for several files; one file of members is accepted", source.File!);

    private static DataStore Open(MembershipSource source) =>
        DataStore.Open(Path.GetFullPath(source.Store ?? "", Path.GetFullPath(source.BaseDirectory.Length == 0 ? "." : source.BaseDirectory)));

    private static StoreDataset SetOf(DataStore store) => store.Dataset(Kind, "1d");
}
