namespace Symphony.Bench

open System
open System.Diagnostics
open System.IO

open Symphony.Data
open Symphony.Data.DuckDb

/// What one case came to: seconds, or bytes a second; the peak of memory; the time of all processors.
type private Case = { Figure: float; Megabytes: float; Processor: float }

/// An ingest against DuckDB's own COPY of the same file to the same layout (sorted, by symbol hash and year), and the
/// reading of the store into bars. Each repetition is a process of its own, the cases in turn, so that peaks of memory
/// are theirs: dotnet run -c Release --project bench/Symphony.Bench -- store [ROWS] [REPETITIONS]
module StoreComparison =

    let private symbols = 4000
    let private threads = Environment.ProcessorCount

    let private execute (database: DuckDbDatabase) (sql: string) = database.Execute sql

    /// Rows by date, then symbol, as vendors deliver a market: prices in cents.
    let private make (folder: string) (rows: int) : string =
        let file = Path.Combine(folder, $"made-{rows}.csv")

        if not (File.Exists file) then
            use database = DuckDbDatabase.Open threads

            execute
                database
                $"COPY (SELECT DATE '2000-01-03' + CAST(n // {symbols} * 7 // 5 AS INTEGER) AS date, \
                  'SYM' || lpad(CAST(n %% {symbols} AS VARCHAR), 4, '0') AS symbol, p AS open, p + 0.53 AS high, p - 0.47 AS low, \
                  p + 0.11 AS close, hash(n) %% 10000000 AS volume FROM (SELECT range AS n, CAST(10 + hash(range) %% 90000 / 100 AS DECIMAL(12, 2)) AS p \
                  FROM range({rows})) ORDER BY n) TO '{file}' (FORMAT csv, HEADER)"

        file

    let private copy (file: string) (into: string) =
        use database = DuckDbDatabase.Open threads
        Directory.CreateDirectory into |> ignore

        execute
            database
            $"COPY (SELECT hash(symbol) %% 8 AS bucket, year(date) AS year, symbol, date, open, high, low, close, volume FROM read_csv('{file}', header = true, \
              auto_detect = false, delim = ',', columns = {{'date': 'DATE', 'symbol': 'VARCHAR', 'open': 'DOUBLE', 'high': 'DOUBLE', 'low': 'DOUBLE', \
              'close': 'DOUBLE', 'volume': 'DOUBLE'}}) ORDER BY bucket, year, symbol, date) TO '{into}' (FORMAT parquet, PARTITION_BY (bucket, year))"

    let private source (file: string) (into: string) =
        IngestSource(
            Files = [| file |],
            Store = into,
            Prices = "raw",
            TimeZone = "America/New_York",
            Threads = threads
        )

    let private seconds (work: unit -> unit) : float =
        let clock = Stopwatch.StartNew()
        work ()
        clock.Elapsed.TotalSeconds

    let private peakMegabytes () : float =
        File.ReadLines "/proc/self/status"
        |> Seq.tryFind (fun line -> line.StartsWith("VmHWM", StringComparison.Ordinal))
        |> Option.map (fun line ->
            float (line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0)
        |> Option.defaultValue nan

    /// Doubles delivered a second, in bytes: the shortest of several readings from a warm cache.
    let private read (store: string) : float =
        let opened = DataStore.Open store

        let times =
            Array.init 7 (fun _ ->
                let clock = Stopwatch.StartNew()
                let bars = (opened.ReadBars(StoreQuery(Threads = threads))).Bars
                let elapsed = clock.Elapsed.TotalSeconds
                float bars.Open.Values.Length * 5.0 * 8.0 / elapsed)

        Array.max times

    /// One case in this process: its seconds (or bytes a second) and peak.
    let private one (case: string) (file: string) (into: string) =
        let figure =
            match case with
            | "copy" -> seconds (fun () -> copy file into)
            | "ingest" -> seconds (fun () -> StoreIngest.Run(source file into) |> ignore)
            | _ -> read into

        Console.WriteLine(
            String.Format(
                Globalization.CultureInfo.InvariantCulture,
                "{0:R} {1:F0} {2:R}",
                figure,
                peakMegabytes (),
                Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds
            )
        )

    let private apart (case: string) (file: string) (into: string) : Case =
        let program = nonNull Environment.ProcessPath
        let start = ProcessStartInfo(program, RedirectStandardOutput = true)

        // Started by dotnet itself, the program's file comes first.
        if Path.GetFileNameWithoutExtension program = "dotnet" then
            start.ArgumentList.Add(Reflection.Assembly.GetExecutingAssembly().Location)

        for argument in [ "store-case"; case; file; into ] do
            start.ArgumentList.Add argument

        use child = nonNull (Process.Start start)
        let printed = child.StandardOutput.ReadToEnd().Trim().Split(' ')
        child.WaitForExit()

        let number (i: int) =
            Double.Parse(printed[i], Globalization.CultureInfo.InvariantCulture)

        { Figure = number 0; Megabytes = number 1; Processor = number 2 }

    /// Runs a comparison, or one case of it; false where the arguments ask for something else.
    let run (arguments: string[]) : bool =
        match arguments with
        | [| "store-case"; case; file; into |] ->
            one case file into
            true
        | _ when arguments.Length > 0 && arguments[0] = "store" ->
            let rows = if arguments.Length > 1 then int arguments[1] else 10_000_000
            let repetitions = if arguments.Length > 2 then int arguments[2] else 5
            let folder = Path.Combine(Path.GetTempPath(), "symphony-store-bench")
            Directory.CreateDirectory folder |> ignore
            let file = make folder rows
            let at name = Path.Combine(folder, name)

            let timed case =
                let into = at case

                if Directory.Exists into then
                    Directory.Delete(into, true)

                let figure = apart case file into

                printfn
                    "%-7s %7.2f s  %7.2f s of processors  %6.0f MB at most"
                    case
                    figure.Figure
                    figure.Processor
                    figure.Megabytes

                figure

            let rounds = Array.init repetitions (fun _ -> timed "copy", timed "ingest")

            let least (pick: (Case * Case) -> Case) (of': Case -> float) =
                rounds |> Array.map (pick >> of') |> Array.min

            let told (name: string) (of': Case -> float) =
                let copied, ingested = least fst of', least snd of'

                printfn
                    "%s, least of %d: COPY %.2f, ingest %.2f, ratio %.2f"
                    name
                    repetitions
                    copied
                    ingested
                    (ingested / copied)

            let peak = rounds |> Array.map (fun (_, ingest) -> ingest.Megabytes) |> Array.max

            printfn "%d rows, %d MB of text, %d threads" rows (FileInfo(file).Length >>> 20) threads
            told "seconds" _.Figure
            told "seconds of processors" _.Processor
            printfn "ingest's peak: %.0f MB" peak
            let bytes = (apart "read" file (at "ingest")).Figure
            printfn "store to bars: %.2f GB/s of doubles on %d threads" (bytes / 1e9) threads
            true
        | _ -> false
