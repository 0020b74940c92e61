namespace Symphony.Core

open System

/// <summary>What a made-up market is made of.</summary>
type SyntheticMarketSettings = {
    /// <summary>The seed that decides every number.</summary>
    Seed: uint64
    /// <summary>How many names, at least 2.</summary>
    Names: int
    /// <summary>How many weekday sessions, at least 300.</summary>
    Sessions: int
    /// <summary>Strength of the planted slow signal: 1 as in the demonstration, 0 for none.</summary>
    SlowSignal: float
    /// <summary>Strength of the planted fast signal: 1 as in the demonstration, 0 for none.</summary>
    FastSignal: float
}

/// <summary>A made-up market: raw bars and the actions that happened in it.</summary>
type SyntheticMarket = {
    /// <summary>As-traded daily bars with volume.</summary>
    Bars: Bars
    /// <summary>One 2:1 split and one recorded delisting; a second name ends without a record.</summary>
    Actions: CorporateActions
}

/// <summary>A seeded market with volatility clusters, fat tails, gaps, two delistings and one split.</summary>
/// <remarks>
/// Synthetic by construction: no real series enters. Log returns are beta x market + idiosyncratic noise.
/// Volatility is lognormal with autoregressive logarithm (Taylor 1986, stochastic volatility); shocks are a
/// two-component normal mixture. <b>Slow signal:</b> each name carries a drift that follows a first-order
/// autoregression with a half-life of 86 sessions, so past returns over months foretell coming ones and trading on it is
/// cheap. <b>Fast signal:</b> a transient price error decays with a half-life of about a session, so a
/// five-session loser recovers within days and trading on it costs more than it earns.
/// </remarks>
[<RequireQualifiedAccess>]
module SyntheticMarket =

    /// <summary>60 names, eight years of weekdays, both signals planted.</summary>
    /// <param name="seed">The seed that decides every number.</param>
    let demonstration (seed: uint64) : SyntheticMarketSettings = {
        Seed = seed
        Names = 60
        Sessions = 2086
        SlowSignal = 1.0
        FastSignal = 1.0
    }

    // 2015-01-01, a Thursday like the epoch's first day plus a whole number of weeks.
    let private firstDay = 16436
    let private closeMicroseconds = 21L * 3600L * 1_000_000L
    let private dayMicroseconds = 86400L * 1_000_000L

    let private weekdays (count: int) : int[] =
        let days = Array.zeroCreate count
        let mutable day = firstDay

        for t in 0 .. count - 1 do
            // Day 0 of the epoch was a Thursday: (day + 3) mod 7 is 5 on Saturday and 6 on Sunday.
            while (day + 3) % 7 > 4 do
                day <- day + 1

            days[t] <- day
            day <- day + 1

        days

    /// A stream of draws over a generator value.
    [<Sealed>]
    type private Draws(start: Rng) =
        let mutable rng = start

        member _.Uniform() : float =
            let struct (value, following) = Rng.uniform rng
            rng <- following
            value

        member this.Normal() : float =
            Elementary.normalQuantile (this.Uniform())

        /// Unit variance, kurtosis near 9: one draw in thirty is three and a half times as wide.
        member this.FatTailed() : float =
            let width = if this.Uniform() < 0.03 then 3.5 else 1.0
            this.Normal() * width / sqrt 1.3375

    /// The next value of a stationary autoregression with this persistence and stationary deviation.
    let private autoregress
        (persistence: float)
        (deviation: float)
        (value: float)
        (shock: float)
        : float =
        persistence * value + deviation * sqrt (1.0 - persistence * persistence) * shock

    /// Daily market log returns, overnight and within the session, and the common volatility factor.
    let private marketPath (draws: Draws) (sessions: int) : struct (float[] * float[] * float[]) =
        let overnight = Array.zeroCreate sessions
        let within = Array.zeroCreate sessions
        let volatility = Array.zeroCreate sessions
        let mutable logVolatility = 0.0

        for t in 0 .. sessions - 1 do
            logVolatility <- autoregress 0.985 0.35 logVolatility (draws.Normal())
            let factor = Elementary.exp (logVolatility - 0.06)
            volatility[t] <- factor
            overnight[t] <- 0.0045 * factor * draws.FatTailed()
            within[t] <- 0.00025 + 0.0065 * factor * draws.FatTailed()

        struct (overnight, within, volatility)

    let private toCents (price: float) : float = Math.Round(price * 10000.0) / 10000.0

    /// <summary>The market these settings decide.</summary>
    /// <param name="settings">Seed, size and the strength of the planted signals.</param>
    let generate (settings: SyntheticMarketSettings) : Result<SyntheticMarket, Invalid> =
        let names = settings.Names
        let sessions = settings.Sessions

        let checks =
            Check.all [
                Check.within "names" 2.0 1000.0 (float names)
                Check.within "sessions" 300.0 20000.0 (float sessions)
                Check.notNegative "slowSignal" settings.SlowSignal
                Check.notNegative "fastSignal" settings.FastSignal
            ]

        let splitName = 7 % names
        let splitBar = sessions / 2
        let recordedDelisting = 16 % names
        let recordedEnd = sessions * 3 / 5
        let silentDelisting = 42 % names
        let silentEnd = sessions * 3 / 4

        let axes () =
            let days = weekdays sessions

            let instants =
                days |> Array.map (fun day -> int64 day * dayMicroseconds + closeMicroseconds)

            Axes.create instants days (Array.init names (fun i -> $"SYN{i + 1:D2}"))

        let panel () = Array.create (sessions * names) nan

        let opens, highs, lows, closes, volumes =
            panel (), panel (), panel (), panel (), panel ()

        let fillName (market: struct (float[] * float[] * float[])) (name: int) (draws: Draws) =
            let struct (marketOvernight, marketWithin, marketVolatility) = market
            let beta = 0.6 + 0.8 * draws.Uniform()
            let idiosyncratic = 0.011 + 0.009 * draws.Uniform()
            let dollarVolume = 20e6 * Elementary.exp (3.0 * draws.Uniform())
            let mutable close = Elementary.exp (3.2 + 1.8 * draws.Uniform())
            let mutable logVolatility = 0.25 * draws.Normal()
            let mutable drift = settings.SlowSignal * 0.0011 * draws.Normal()
            let mutable transient = 0.0

            let last =
                if name = recordedDelisting then recordedEnd
                elif name = silentDelisting then silentEnd
                else sessions

            for t in 0 .. last - 1 do
                logVolatility <- autoregress 0.97 0.25 logVolatility (draws.Normal())
                drift <- autoregress 0.992 (settings.SlowSignal * 0.0011) drift (draws.Normal())

                let volatility =
                    idiosyncratic * Elementary.exp logVolatility * sqrt marketVolatility[t]

                let jump = if draws.Uniform() < 0.008 then 0.035 * draws.Normal() else 0.0
                let gap = beta * marketOvernight[t] + 0.5 * volatility * draws.FatTailed() + jump

                let following =
                    autoregress 0.55 (settings.FastSignal * 0.0058) transient (draws.Normal())

                let shock = draws.FatTailed()

                let move =
                    beta * marketWithin[t]
                    + drift
                    + 0.8 * volatility * shock
                    + (following - transient)

                transient <- following
                let first = close * Elementary.exp gap
                let final = first * Elementary.exp move
                let reach = 0.4 * volatility
                let high = max first final * Elementary.exp (reach * abs (draws.Normal()))
                let low = min first final * Elementary.exp (-reach * abs (draws.Normal()))
                let crowd = Elementary.exp (0.3 * draws.Normal() + 0.3 * (abs shock - 0.75))
                let shares = if name = splitName && t >= splitBar then 2.0 else 1.0
                let cell = t * names + name
                opens[cell] <- toCents (first / shares)
                highs[cell] <- toCents (high / shares)
                lows[cell] <- toCents (low / shares)
                closes[cell] <- toCents (final / shares)
                volumes[cell] <- Math.Round(dollarVolume * crowd / final * shares)
                close <- final

        let actions = [|
            { Symbol = splitName; Bar = splitBar; Kind = ActionKind.Split 2.0 }
            {
                Symbol = recordedDelisting
                Bar = recordedEnd
                Kind = ActionKind.Delisting -0.45
            }
        |]

        checks
        |> Result.bind axes
        |> Result.bind (fun axes ->
            let struct (forMarket, forNames) = Rng.split (Rng.ofSeed settings.Seed)
            let market = marketPath (Draws forMarket) sessions
            let mutable rest = forNames

            for name in 0 .. names - 1 do
                let struct (following, own) = Rng.split rest
                rest <- following
                fillName market name (Draws own)

            Bars.create axes PriceBasis.Raw opens highs lows closes (ValueSome volumes)
            |> Result.bind (fun bars ->
                CorporateActions.create axes actions
                |> Result.map (fun actions -> { Bars = bars; Actions = actions })))
