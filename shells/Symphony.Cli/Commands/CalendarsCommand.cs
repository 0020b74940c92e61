using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony calendars</c>: when markets trade.</summary>
internal static class CalendarsCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("NAME") { Description = "A calendar; none for a list of all.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "The first date, yyyy-MM-dd (default: the first day of this year).", HelpName = "DATE" };
        var to = new Option<string?>("--to") { Description = "The last date (default: a year after the first, less a day).", HelpName = "DATE" };
        var sessions = new Option<bool>("--sessions") { Description = "Print every session with its open and close, not only holidays and half days." };
        var json = SharedOptions.Json();
        var command = new Command(
            "calendars",
            """
            Show when a market trades: its holidays and half days, and with --sessions every open and close.

                symphony calendars                                     which calendars there are, and for which years
                symphony calendars nyse --from 2025-01-01 --to 2025-12-31
                symphony calendars cme-equity --from 2025-11-24 --to 2025-11-28 --sessions

            Sessions follow from rules with the years in which each held. A date that no rule covers is refused.
            A session of a calendar is what symphony resample and data.calendar of a configuration go by.
            """)
        {
            name, from, to, sessions, json,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is not { } calendar)
            {
                List(terminal, parsed.GetValue(json));
                return ExitCode.Done;
            }

            var thisYear = terminal.Time.GetUtcNow().Year;
            TradingCalendar.Zone(calendar);
            var first = Date("--from", parsed.GetValue(from)) ?? new DateOnly(thisYear, 1, 1);
            var last = Date("--to", parsed.GetValue(to)) ?? first.AddYears(1).AddDays(-1);
            var holidays = TradingCalendar.Holidays(calendar, EpochDay(first), EpochDay(last));
            var zoned = Calendars.Read(calendar, first, last);
            if (parsed.GetValue(json))
                terminal.WriteRaw(Json(calendar, first, last, holidays, zoned));
            else
                Show(terminal, calendar, first, last, holidays, zoned, parsed.GetValue(sessions));
            return ExitCode.Done;
        });
        return command;
    }

    private static void List(Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.WriteRaw(Written(writer =>
            {
                writer.WriteStartArray();
                foreach (var name in TradingCalendar.Names)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", name);
                    writer.WriteString("zone", TradingCalendar.Zone(name));
                    writer.WriteString("description", TradingCalendar.Description(name));
                    writer.WriteStartArray("covers");
                    foreach (var stretch in TradingCalendar.Coverage(name))
                    {
                        writer.WriteStartObject();
                        writer.WriteString("from", Text(stretch.First));
                        writer.WriteString("to", Text(stretch.Last));
                        writer.WriteEndObject();
                    }

                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("calendar").AddColumn("zone").AddColumn("covers").AddColumn("of");
        foreach (var name in TradingCalendar.Names)
        {
            var covers = string.Join(", ", TradingCalendar.Coverage(name).Select(stretch => $"{Text(stretch.First)} to {Text(stretch.Last)}"));
            table.AddRow(name, TradingCalendar.Zone(name), covers, Markup.Escape(TradingCalendar.Description(name)));
        }

        terminal.Output.Write(table);
    }

    private static void Show(
        Terminal terminal, string name, DateOnly first, DateOnly last, CalendarHoliday[] holidays, ZonedCalendar zoned, bool everySession)
    {
        var all = zoned.Sessions.Sessions;
        var title = $"{name}: {Figure.Count(all.Count)} sessions from {Text(EpochDay(first))} to {Text(EpochDay(last))}, {all.Count(session => session.IsShort)} of them short ({zoned.Zone}, table {zoned.ZoneSha256[..12]})";
        terminal.Output.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
        if (holidays.Length > 0)
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumn("date").AddColumn("").AddColumn("day").AddColumn("session");
            foreach (var day in holidays)
                table.AddRow(Text(day.Date), Weekday(day.Date), Markup.Escape(day.Name), Hours(day));
            terminal.Output.Write(table);
        }

        if (!everySession) return;
        var sessions = new Table { Border = TableBorder.Simple };
        sessions.AddColumn("session").AddColumn("").AddColumn("opens (UTC)").AddColumn("closes (UTC)").AddColumn("break (UTC)").AddColumn("");
        foreach (var session in all)
        {
            var breaks = string.Join(", ", session.Breaks.Select(pause => $"{Instant(pause.Start)[11..]} to {Instant(pause.End)[11..]}"));
            sessions.AddRow(Text(session.Date), Weekday(session.Date), Instant(session.Open), Instant(session.Close), breaks, session.IsShort ? "short" : "");
        }

        terminal.Output.Write(sessions);
    }

    private static string Hours(CalendarHoliday day)
    {
        if (day.IsClosed) return "closed";
        var opens = day.OpenMinutes is { } open ? $"opens {Clock(open)}" : "";
        var closes = day.CloseMinutes is { } close ? $"closes {Clock(close)}" : "";
        return opens.Length > 0 && closes.Length > 0 ? $"{opens}, {closes}" : opens + closes;
    }

    private static string Json(string name, DateOnly first, DateOnly last, CalendarHoliday[] holidays, ZonedCalendar zoned) => Written(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("calendar", name);
        writer.WriteString("zone", zoned.Zone);
        writer.WriteString("zoneSha256", zoned.ZoneSha256);
        writer.WriteString("from", Text(EpochDay(first)));
        writer.WriteString("to", Text(EpochDay(last)));
        writer.WriteStartArray("holidays");
        foreach (var day in holidays)
        {
            writer.WriteStartObject();
            writer.WriteString("date", Text(day.Date));
            writer.WriteString("name", day.Name);
            writer.WriteString("session", Hours(day));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("sessions");
        foreach (var session in zoned.Sessions.Sessions)
        {
            writer.WriteStartObject();
            writer.WriteString("date", Text(session.Date));
            writer.WriteString("open", Instant(session.Open));
            writer.WriteString("close", Instant(session.Close));
            writer.WriteBoolean("short", session.IsShort);
            writer.WriteStartArray("breaks");
            foreach (var pause in session.Breaks)
            {
                writer.WriteStartObject();
                writer.WriteString("start", Instant(pause.Start));
                writer.WriteString("end", Instant(pause.End));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var bytes = new System.IO.MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
            write(writer);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static DateOnly? Date(string flag, string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw new RefusedException(flag, $"{flag} was '{text}', but a date as yyyy-MM-dd is accepted");

    private static int EpochDay(DateOnly date) => date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static string Text(int epochDay) =>
        DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(epochDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Weekday(int epochDay) =>
        DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(epochDay).ToString("ddd", CultureInfo.InvariantCulture);

    private static string Instant(long micros) =>
        DateTime.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:D2}:{minutes % 60:D2}");
}
