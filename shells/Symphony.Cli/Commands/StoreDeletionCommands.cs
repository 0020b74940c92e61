using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony store delete</c> and <c>symphony store restore</c>.</summary>
internal static class StoreDeletionCommands
{
    private const int ShownSymbols = 5;

    public static Command Delete(Terminal terminal)
    {
        var folder = Folder();
        var kind = new Option<string>("--kind") { Description = "bars, quotes, trades, ...", DefaultValueFactory = _ => "bars" };
        var frequency = new Option<string>("--frequency") { Description = "daily, 15m, 1m, tick, ...", DefaultValueFactory = _ => "daily" };
        var symbols = new Option<string[]>("--symbol") { Description = "Whose rows; may be given several times.", HelpName = "SYMBOL" };
        var all = new Option<bool>("--all-symbols") { Description = "Everybody's rows." };
        var calendar = new Option<string?>("--calendar") { Description = "Whose sessions have the dates, for rows within the day (default: dates of the clock in the rows' zone).", HelpName = "NAME" };
        var from = new Option<string?>("--from") { Description = "The first session date (default: from the beginning).", HelpName = "DATE" };
        var to = new Option<string?>("--to") { Description = "The last session date (default: to the end).", HelpName = "DATE" };
        var reason = new Option<string>("--reason") { Description = "Why; it stays in the store.", Required = true, HelpName = "TEXT" };
        var dry = new Option<bool>("--dry-run") { Description = "Count, and write nothing." };
        var wait = Wait();
        var command = new Command(
            "delete",
            """
            Take rows out of a store, all of them or none, and keep the reason.

                symphony store delete DIR --symbol AAPL --from 2014-06-02 --to 2014-06-06 --reason "prices of another company"

            Rows within the day have the date that clocks in their zone show at their time, midnight ending the day. A
            session that begins the evening before, as those of futures do, is deleted whole by --calendar cme-equity;
            rows outside its sessions keep the date of the clock.

            The parts they were in stay beside the store until symphony store gc: until then, and as long as no other row of
            those parts changes, symphony store restore puts them back.
            """)
        {
            folder, kind, frequency, symbols, all, calendar, from, to, reason, dry, wait,
        };
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(symbols) ?? [];
            if (named.Length > 0 == parsed.GetValue(all))
                throw new RefusedException("--symbol", named.Length > 0 ? "--symbol and --all-symbols both say whose rows are deleted; one of them is accepted" : "whose rows are deleted is not said; --symbol SYMBOL, or --all-symbols, is accepted");
            using var shutdown = new Shutdown();
            var deletion = StoreDeleting.Delete(
                new DeletionRequest
                {
                    Store = parsed.GetRequiredValue(folder),
                    Kind = parsed.GetRequiredValue(kind),
                    Frequency = parsed.GetRequiredValue(frequency),
                    Symbols = named.Length > 0 ? named : null,
                    Calendar = parsed.GetValue(calendar),
                    From = Date("--from", parsed.GetValue(from)),
                    To = Date("--to", parsed.GetValue(to)),
                    Reason = parsed.GetRequiredValue(reason),
                    DryRun = parsed.GetValue(dry),
                    Wait = Seconds(parsed.GetValue(wait)),
                    Time = terminal.Time,
                },
                shutdown.Token);
            var parts = $"of {Figure.Count(deletion.Parts.Count)} parts";
            terminal.WriteRaw(parsed.GetValue(dry)
                ? $"{Figure.Count(deletion.Rows)} rows {parts} would be deleted; nothing was written\n"
                : $"deletion {deletion.Id}: {Sentence(deletion)}\n  {parts}; symphony store restore {parsed.GetRequiredValue(folder)} {deletion.Id} puts them back\n");
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Restore(Terminal terminal)
    {
        var folder = Folder();
        var id = new Argument<int>("DELETION") { Description = "Its number, as symphony store list shows it." };
        var wait = Wait();
        var command = new Command("restore", "Put the rows of a deletion back, where no ingest and no other deletion has changed their parts since.") { folder, id, wait };
        command.SetAction(parsed =>
        {
            using var shutdown = new Shutdown();
            var deletion = StoreDeleting.Restore(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(id), Seconds(parsed.GetValue(wait)), shutdown.Token);
            terminal.WriteRaw($"{Figure.Count(deletion.Rows)} rows are back; deletion {deletion.Id} is no more\n");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A deletion in a line.</summary>
    /// <param name="deletion">The deletion.</param>
    /// <param name="all">All deletions of the store.</param>
    public static string Sentence(StoreDeletion deletion, params IEnumerable<StoreDeletion> all)
    {
        var again = all.FirstOrDefault(other => other.Id > deletion.Id && deletion.Meets(other) && string.CompareOrdinal(other.Deleted, deletion.BackSince) >= 0);
        var back = deletion.BackSince is not { } since ? ""
            : $"; back since {since}: {Figure.Count(deletion.Back)} rows of its symbols and dates were ingested{(again is null ? "" : $", of which deletion {again.Id} may have taken out some")}";
        var sessions = deletion.Calendar is { } calendar ? $" (sessions of {calendar})" : "";
        var symbols = deletion.Symbols.Count == 0 ? "all symbols" : string.Join(", ", deletion.Symbols.Take(ShownSymbols)) + (deletion.Symbols.Count > ShownSymbols ? ", ..." : "");
        var from = deletion.From == int.MinValue ? "" : $" from {Day(deletion.From)}";
        var to = deletion.To == int.MaxValue ? "" : $" to {Day(deletion.To)}";
        return $"{Figure.Count(deletion.Rows)} rows of {deletion.Frequency} {deletion.Kind} of {symbols}{from}{to}{sessions}: {deletion.Reason} ({deletion.Deleted}){back}";
    }

    private static string Day(int day) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Argument<string> Folder() => new("DIR") { Description = "The store's folder." };

    private static Option<int> Wait() =>
        new("--wait") { Description = "Seconds to wait for another process that writes to the store.", DefaultValueFactory = _ => 60, HelpName = "SECONDS" };

    private static TimeSpan Seconds(int wait) =>
        wait >= 0 ? TimeSpan.FromSeconds(wait) : throw new RefusedException("--wait", $"--wait must be 0 or more, was {wait}");

    private static DateOnly? Date(string flag, string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw new RefusedException(flag, $"{flag} was '{text}', but a date as yyyy-MM-dd is accepted");
}
