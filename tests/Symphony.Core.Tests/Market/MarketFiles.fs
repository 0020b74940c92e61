namespace Symphony.Core.Tests

open System
open System.Globalization
open System.IO
open System.IO.Compression

open Symphony.Core

/// Rows of the bar files under shared/data.
[<RequireQualifiedAccess>]
module MarketFiles =

    /// Rows without the header, as fields; the header's own fields apart.
    let rows (relative: string) : string[] * string[][] =
        let path = SharedData.path relative
        use file = File.OpenRead path

        use reader =
            if path.EndsWith(".gz", StringComparison.Ordinal) then
                new StreamReader(new GZipStream(file, CompressionMode.Decompress))
            else
                new StreamReader(file)

        let lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)

        lines[0].TrimEnd('\r').Split ',',
        lines[1..] |> Array.map (fun line -> line.TrimEnd('\r').Split ',')

    let private parse (text: string) =
        DateTime.ParseExact(
            text.Replace('T', ' '),
            [|
                "yyyy-MM-dd"
                "yyyy-MM-dd HH:mm"
                "yyyy-MM-dd HH:mm:ss"
                "yyyy-MM-dd HH:mm:ss.fff"
            |],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None
        )

    /// A date or time as microseconds since 1970-01-01T00:00 of whatever clock it is on.
    let micros (text: string) : int64 =
        (parse text).Ticks / 10L - DateTime.UnixEpoch.Ticks / 10L

    let date (text: string) : int =
        int (DateOnly.FromDateTime(parse text).DayNumber) - 719162

    let number (text: string) : float =
        Double.Parse(text, CultureInfo.InvariantCulture)

    /// Bars from rows sorted by time: the column of the time and the first of open, high, low, close and volume.
    let series (instantOf: string[] -> int64) (first: int) (rows: string[][]) : BarSeries =
        let column k =
            rows |> Array.map (fun row -> number row[first + k])

        let hasVolume = rows.Length > 0 && rows[0].Length > first + 4

        BarSeries.create
            (rows |> Array.map instantOf)
            (column 0)
            (column 1)
            (column 2)
            (column 3)
            (if hasVolume then column 4 else [||])
        |> Calendars.orFail
