namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

/// One row of one name; NaN in all fields where it is absent.
[<Struct>]
type Candle = {
    Open: float
    High: float
    Low: float
    Close: float
    Volume: float
} with

    static member Absent: Candle = { Open = nan; High = nan; Low = nan; Close = nan; Volume = nan }

    member this.IsPresent: bool = not (Double.IsNaN this.Close)

    /// Open and close decide the rest.
    static member Of (first: float) (last: float) (volume: float) : Candle = {
        Open = first
        High = max first last
        Low = min first last
        Close = last
        Volume = volume
    }

/// One name of a small market: all its columns by bar.
type NameCase = {
    Candles: Candle[]
    Actions: (int * ActionKind) list
    Weights: float[]
    Volatility: float[]
    Adv: float[]
    Borrow: float[]
    FillPrice: float[]
    Slippage: float[]
    Sector: string
    /// What one point of the price is worth in a contract.
    Multiplier: float
    /// Shares outstanding; NaN where not known.
    Outstanding: float[]
}

/// Which of the optional columns the market has.
type Offered = {
    Liquidity: bool
    Borrow: bool
    Rates: bool
    FillPrices: bool
    Slippage: bool
    Contracts: bool
    Outstanding: bool
}

/// A small market, decisions and settings, in a form that can be made smaller.
[<StructuredFormatDisplay("{Text}")>]
type EngineCase = {
    SessionDates: int[]
    Names: NameCase list
    Decided: bool[]
    CashRates: float[]
    MarginRates: float[]
    Offered: Offered
    Settings: EngineSettings
} with

    /// What a failed law prints.
    member this.Text: string =
        let text = Text.StringBuilder()
        text.AppendLine($"{this.Settings}").AppendLine($"{this.Offered}") |> ignore
        text.AppendLine($"sessions %A{this.SessionDates}") |> ignore

        for i, name in List.indexed this.Names do
            text.AppendLine($"N{i:D2} %A{name.Actions} {name.Sector} x {name.Multiplier}") |> ignore

            for t in 0 .. this.SessionDates.Length - 1 do
                let c = name.Candles[t]
                let decided = if this.Decided[t] then $"w {name.Weights[t]}" else "-"

                text
                    .Append($"  {t}: {c.Open} {c.Close} x {c.Volume} {decided}; ")
                    .Append($"sigma {name.Volatility[t]} adv {name.Adv[t]} ")
                    .Append($"borrow {name.Borrow[t]} F {name.FillPrice[t]} ")
                    .AppendLine($"slip {name.Slippage[t]} of {name.Outstanding[t]}")
                |> ignore

        text.ToString()

[<RequireQualifiedAccess>]
module EngineCase =

    let orFail (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> failwith (invalid.ToString())

    let barCount (case: EngineCase) : int = case.SessionDates.Length

    let axes (case: EngineCase) : Axes =
        Axes.create
            (Array.init (barCount case) (fun t -> int64 (t + 1) * 60_000_000L))
            case.SessionDates
            [| for i in 0 .. case.Names.Length - 1 -> $"N{i:D2}" |]
        |> orFail

    /// Time-major values of a column.
    let private column (case: EngineCase) (value: NameCase -> int -> float) : float[] = [|
        for t in 0 .. barCount case - 1 do
            for name in case.Names do
                value name t
    |]

    let panel (case: EngineCase) (value: NameCase -> int -> float) : Panel =
        Panel.create (axes case) (column case value) |> orFail

    let bars (basis: PriceBasis) (case: EngineCase) : Bars =
        Bars.create
            (axes case)
            basis
            (column case (fun name t -> name.Candles[t].Open))
            (column case (fun name t -> name.Candles[t].High))
            (column case (fun name t -> name.Candles[t].Low))
            (column case (fun name t -> name.Candles[t].Close))
            (ValueSome(column case (fun name t -> name.Candles[t].Volume)))
        |> orFail

    let actions (case: EngineCase) : CorporateActions =
        [|
            for symbol, name in List.indexed case.Names do
                for bar, kind in name.Actions do
                    { Symbol = symbol; Bar = bar; Kind = kind }
        |]
        |> CorporateActions.create (axes case)
        |> orFail

    let marketOn (basis: PriceBasis) (case: EngineCase) : EngineMarket =
        let isOffered flag extend market =
            if flag then orFail (extend market) else market

        let offered = case.Offered

        EngineMarket.create (bars basis case) (actions case)
        |> orFail
        |> isOffered
            offered.Liquidity
            (EngineMarket.withLiquidity
                (panel case (fun name t -> name.Volatility[t]))
                (panel case (fun name t -> name.Adv[t])))
        |> isOffered
            offered.Borrow
            (EngineMarket.withBorrow (panel case (fun name t -> name.Borrow[t])))
        |> isOffered offered.Rates (EngineMarket.withCashRates case.CashRates)
        |> isOffered offered.Rates (EngineMarket.withMarginRates case.MarginRates)
        |> isOffered
            offered.FillPrices
            (EngineMarket.withFillPrices (
                panel case (fun name t ->
                    if name.Candles[t].IsPresent then name.FillPrice[t] else nan)
            ))
        |> isOffered
            offered.Slippage
            (EngineMarket.withFillSlippage (panel case (fun name t -> name.Slippage[t])))
        |> isOffered
            offered.Contracts
            (EngineMarket.withContractMultipliers [| for name in case.Names -> name.Multiplier |])
        |> isOffered
            offered.Outstanding
            (EngineMarket.withSharesOutstanding (panel case (fun name t -> name.Outstanding[t])))
        |> isOffered
            (not (Double.IsPositiveInfinity case.Settings.SectorCap))
            (EngineMarket.withSectors [| for name in case.Names -> name.Sector |])

    let market (case: EngineCase) : EngineMarket = marketOn PriceBasis.Raw case

    let decisions (case: EngineCase) : Decisions =
        Decisions.create
            (axes case)
            case.Decided
            (column case (fun name t -> if case.Decided[t] then name.Weights[t] else 0.0))
        |> orFail

    let engine (case: EngineCase) : Engine =
        Engine.create case.Settings (market case) |> orFail

    let run (case: EngineCase) : BacktestResult =
        Loop.run case.Settings (market case) (decisions case) |> orFail

    /// The first bars only.
    let truncate (count: int) (case: EngineCase) : EngineCase =
        let cut (values: 'v[]) = Array.truncate count values

        {
            case with
                SessionDates = cut case.SessionDates
                Decided = cut case.Decided
                CashRates = cut case.CashRates
                MarginRates = cut case.MarginRates
                Names = [
                    for name in case.Names ->
                        {
                            name with
                                Candles = cut name.Candles
                                Actions = name.Actions |> List.filter (fun (bar, _) -> bar < count)
                                Weights = cut name.Weights
                                Volatility = cut name.Volatility
                                Adv = cut name.Adv
                                Borrow = cut name.Borrow
                                FillPrice = cut name.FillPrice
                                Slippage = cut name.Slippage
                                Outstanding = cut name.Outstanding
                        }
                ]
        }

    /// Nothing costs anything, nothing limits a target.
    let frictionless (case: EngineCase) : EngineCase = {
        case with
            Offered = { case.Offered with Borrow = false; Rates = false; Slippage = false }
            Settings = {
                EngineSettings.frictionless with
                    Equity = case.Settings.Equity
                    SizeAt = case.Settings.SizeAt
                    FillAt = case.Settings.FillAt
                    DelistingReturnLong = case.Settings.DelistingReturnLong
                    DelistingReturnShort = case.Settings.DelistingReturnShort
            }
    }

    /// Targets are reached in full: no band, cap, lots or cash limit.
    let unlimited (case: EngineCase) : EngineCase = {
        case with
            Settings = {
                case.Settings with
                    NoTradeBand = 0.0
                    LotSize = 0.0
                    ParticipationCap = infinity
                    PerNameCap = infinity
                    SectorCap = infinity
                    GrossCap = infinity
                    NetCap = infinity
                    MarginAllowed = true
            }
    }

/// Generators of small markets with gaps, splits, dividends, delistings and absent bars, each with a
/// shrinker.
type EngineCases =

    static member private Fraction(low: float, high: float) : Gen<float> =
        Gen.choose (0, 1_000_003) |> Gen.map (fun k -> low + (high - low) * float k / 1_000_003.0)

    static member private Maybe(percent: int, value: Gen<'v>, otherwise: 'v) : Gen<'v> =
        Gen.frequency [ percent, value; 100 - percent, Gen.constant otherwise ]

    /// Sessions: mostly a day apart, weekends, and now and then several bars in one session.
    static member private Sessions(count: int) : Gen<int[]> =
        gen {
            let! isIntraday = Gen.frequency [ 4, Gen.constant false; 1, Gen.constant true ]

            let step =
                if isIntraday then Gen.elements [ 0; 0; 1 ] else Gen.elements [ 1; 1; 1; 1; 3 ]

            let! steps = Gen.listOfLength count step
            return steps |> List.scan (+) 17000 |> List.tail |> List.toArray
        }

    static member private Kinds(count: int) : Gen<(int * ActionKind) list> =
        gen {
            let! split = Gen.elements [ 2.0; 3.0; 0.5; 1.5 ]
            let! dividend = EngineCases.Fraction(0.05, 3.0)
            let! ending = EngineCases.Fraction(-1.0, 0.2)
            let! splitBar = Gen.choose (0, 5 * count)
            let! dividendBar = Gen.choose (0, 3 * count)
            let! together = Gen.elements [ false; false; true ]
            let! endingBar = Gen.choose (0, 8 * count)

            return
                [
                    splitBar, ActionKind.Split split
                    (if together then splitBar else dividendBar), ActionKind.Dividend dividend
                    endingBar, ActionKind.Delisting ending
                ]
                |> List.filter (fun (bar, _) -> bar < count)
        }

    /// A path in cents: gaps overnight, moves within the bar, splits in the price, absent bars.
    static member private Path
        (count: int, kinds: (int * ActionKind) list, move: float)
        : Gen<Candle[]> =
        gen {
            let! start = EngineCases.Fraction(8.0, 120.0)
            let! gaps = Gen.listOfLength count (EngineCases.Fraction(-move, move))
            let! moves = Gen.listOfLength count (EngineCases.Fraction(-move, move))
            let! volumes = Gen.listOfLength count (EngineCases.Fraction(2e3, 3e5))

            let! absences =
                Gen.listOfLength count (Gen.frequency [ 9, Gen.constant 0; 1, Gen.choose (1, 7) ])

            let! hasAbsences = Gen.elements [ false; true ]
            // Some names are listed later than others, or leave without a word.
            let! listedAt = EngineCases.Maybe(15, Gen.choose (0, count), 0)
            let! leftAt = EngineCases.Maybe(15, Gen.choose (0, count), count)
            let cents (price: float) = max 0.5 (Math.Round(price, 2))
            let candles = Array.create count Candle.Absent
            let mutable price = cents start
            let mutable absent = 0

            for t in 0 .. count - 1 do
                for bar, kind in kinds do
                    match kind with
                    | ActionKind.Split ratio when bar = t -> price <- cents (price / ratio)
                    | _ -> ()

                if hasAbsences then
                    absent <- max (absent - 1) absences[t]

                let first = cents (price * (1.0 + gaps[t]))
                let last = cents (first * (1.0 + moves[t]))
                price <- last

                if absent = 0 && t >= listedAt && t < leftAt then
                    candles[t] <- Candle.Of first last (Math.Round volumes[t])

            return candles
        }

    static member private Name(count: int, move: float, leverage: float) : Gen<NameCase> =
        gen {
            let! kinds = EngineCases.Kinds count
            let! candles = EngineCases.Path(count, kinds, move)
            let array g = Gen.arrayOfLength count g

            let! weights =
                array (
                    EngineCases.Maybe(
                        85,
                        EngineCases.Fraction(-0.6 * leverage, 0.8 * leverage),
                        0.0
                    )
                )

            let! volatility =
                array (
                    Gen.frequency [
                        38, EngineCases.Fraction(0.004, 0.08)
                        2, Gen.constant nan
                        1, Gen.constant 0.0
                    ]
                )

            let! adv =
                array (
                    Gen.frequency [
                        20, EngineCases.Fraction(2e5, 4e6)
                        20, EngineCases.Fraction(4e6, 9e7)
                        2, Gen.constant nan
                        1, Gen.constant 0.0
                    ]
                )

            let! borrow = array (EngineCases.Maybe(85, EngineCases.Fraction(0.0, 0.3), nan))
            let! mix = array (EngineCases.Fraction(0.0, 1.0))
            let! noFill = array (Gen.frequency [ 9, Gen.constant false; 1, Gen.constant true ])
            let! slippage = array (EngineCases.Fraction(0.0, 1e-3))
            let! sector = Gen.elements [ "energy"; "banks"; "tech" ]
            let! multiplier = Gen.elements [ 1.0; 1.0; 2.0; 0.25; 5.0; 0.7 ]

            let! outstanding = array (EngineCases.Maybe(90, EngineCases.Fraction(1e5, 5e7), nan))

            let fillPrice =
                Array.init count (fun t ->
                    let c = candles[t]
                    if noFill[t] then nan else c.Low + mix[t] * (c.High - c.Low))

            return {
                Candles = candles
                Actions = kinds
                Weights = weights
                Volatility = volatility
                Adv = adv
                Borrow = borrow
                FillPrice = fillPrice
                Slippage = slippage
                Sector = sector
                Multiplier = multiplier
                Outstanding = outstanding
            }
        }

    static member private Settings: Gen<EngineSettings> =
        gen {
            let fraction low high = EngineCases.Fraction(low, high)

            let maybe percent value otherwise =
                EngineCases.Maybe(percent, value, otherwise)

            let! equity = fraction 4e5 3e6
            let! commission = maybe 70 (fraction 0.0 1e-3) 0.0
            let! halfSpread = maybe 70 (fraction 0.0 2e-3) 0.0
            let! impact = maybe 70 (fraction 0.1 2.0) 0.0
            let! tierRate = fraction 0.0 0.1
            let! tiers = Gen.elements [ Borrow.standardTiers; Borrow.flat tierRate ]
            let! marginRate = fraction 0.0 0.2
            let! cashRate = maybe 60 (fraction -0.02 0.08) 0.0
            let! margin = Gen.elements [ true; true; false ]
            let! band = maybe 30 (Gen.oneof [ fraction 0.0 0.1; fraction 0.0 0.01 ]) 0.0
            let! lot = maybe 30 (fraction 3.0 200.0) 0.0
            let! participation = maybe 40 (fraction 0.005 0.5) infinity
            let! policy = Gen.elements [ UnfilledPolicy.Drop; UnfilledPolicy.Carry ]
            let! sizeAt = Gen.elements [ SizeAt.Decision; SizeAt.Decision; SizeAt.Fill ]
            let! fillAt = Gen.elements [ FillAt.Open; FillAt.Open; FillAt.Close; FillAt.Panel ]
            let! perName = maybe 30 (fraction 0.1 0.5) infinity
            let! sectorCap = maybe 30 (fraction 0.2 0.8) infinity
            let! grossCap = maybe 30 (fraction 0.3 1.5) infinity
            let! netCap = maybe 30 (fraction 0.0 0.5) infinity
            let! longEnd = fraction -0.8 0.0
            let! shortEnd = fraction -0.5 0.3
            let! missing = Gen.elements [ 5; 5; 2 ]
            let! multiplier = Gen.elements [ 1.0; 1.0; 2.0; 0.0 ]
            let! fee = maybe 25 (fraction 0.5 60.0) 0.0
            let! law = Gen.elements [ ImpactLaw.Power; ImpactLaw.Power; ImpactLaw.Almgren2005 ]
            let! exponent = maybe 30 (fraction 0.05 1.0) 0.5
            let! gamma = fraction 0.0 0.6
            let! eta = fraction 0.0 0.3
            let! duration = fraction 0.1 2.0

            return {
                EngineSettings.standard with
                    Equity = equity
                    Commission = commission
                    HalfSpread = halfSpread
                    ImpactCoefficient = impact
                    BorrowTiers = tiers
                    MarginRate = marginRate
                    CashRate = cashRate
                    MarginAllowed = margin
                    NoTradeBand = band
                    LotSize = lot
                    ParticipationCap = participation
                    UnfilledPolicy = policy
                    SizeAt = sizeAt
                    FillAt = fillAt
                    // A cap above that of its whole would be refused.
                    PerNameCap =
                        if Double.IsPositiveInfinity perName then
                            infinity
                        else
                            perName |> min sectorCap |> min grossCap
                    SectorCap =
                        if Double.IsPositiveInfinity sectorCap then
                            infinity
                        else
                            min sectorCap grossCap
                    GrossCap = grossCap
                    NetCap =
                        if Double.IsPositiveInfinity netCap then infinity else min netCap grossCap
                    DelistingReturnLong = longEnd
                    DelistingReturnShort = shortEnd
                    DelistedAfterMissingBars = missing
                    CostMultiplier = multiplier
                    MinimumFee = fee
                    ImpactLaw = law
                    ImpactExponent = exponent
                    Almgren = { Gamma = gamma; Eta = eta; DurationDays = duration }
            }
        }

    static member private Case: Gen<EngineCase> =
        gen {
            let! count = Gen.choose (2, 14)
            // Below, at and beyond one and several rows of eight lanes.
            let! width =
                Gen.frequency [
                    8, Gen.choose (1, 4)
                    2, Gen.choose (5, 17)
                    1, Gen.choose (18, 40)
                ]

            let! sessions = EngineCases.Sessions count
            let! move = Gen.elements [ 0.02; 0.05; 0.25; 0.6 ]
            let! leverage = Gen.elements [ 1.0; 1.0; 3.0 ]
            // As much in all, however many names share it: a wide book is not ruined at once.
            let each = leverage * min 1.0 (4.0 / float width)
            let! names = Gen.listOfLength width (EngineCases.Name(count, move, each))
            let! decided = Gen.arrayOfLength count (Gen.elements [ true; true; false ])
            let! cash = Gen.arrayOfLength count (EngineCases.Fraction(-0.02, 0.08))
            let! margin = Gen.arrayOfLength count (EngineCases.Fraction(0.0, 0.2))
            let! settings = EngineCases.Settings
            let flag = Gen.elements [ true; false ]
            let! liquidity = Gen.elements [ true; true; false ]
            let! borrow = flag
            let! rates = flag
            let! slippage = flag
            let! contracts = Gen.elements [ true; false; false ]
            let! outstanding = flag

            return {
                SessionDates = sessions
                Names = names
                Decided = decided
                CashRates = cash
                MarginRates = margin
                Offered = {
                    Liquidity = liquidity
                    Borrow = borrow
                    Rates = rates
                    FillPrices = settings.FillAt = FillAt.Panel
                    Slippage = slippage
                    Contracts = contracts
                    Outstanding = outstanding
                }
                Settings = settings
            }
        }

    /// Fewer names, fewer bars, fewer decisions and actions, plainer settings.
    static member private Simpler(case: EngineCase) : seq<EngineCase> =
        seq {
            if case.Names.Length > 1 then
                for i in 0 .. case.Names.Length - 1 do
                    yield { case with Names = List.removeAt i case.Names }

            if EngineCase.barCount case > 2 then
                yield EngineCase.truncate (EngineCase.barCount case - 1) case
                yield EngineCase.truncate (EngineCase.barCount case / 2 + 1) case

            for t in 0 .. EngineCase.barCount case - 1 do
                if case.Decided[t] then
                    yield { case with Decided = Array.updateAt t false case.Decided }

            for i, name in List.indexed case.Names do
                for a in 0 .. name.Actions.Length - 1 do
                    yield {
                        case with
                            Names =
                                List.updateAt
                                    i
                                    { name with Actions = List.removeAt a name.Actions }
                                    case.Names
                    }

            let plain = EngineSettings.frictionless
            let s = case.Settings

            let simpler = [
                { s with Commission = 0.0 }
                { s with HalfSpread = 0.0 }
                { s with ImpactCoefficient = 0.0 }
                { s with BorrowTiers = plain.BorrowTiers }
                { s with MarginRate = 0.0 }
                { s with CashRate = 0.0 }
                { s with MarginAllowed = true }
                { s with NoTradeBand = 0.0 }
                { s with LotSize = 0.0 }
                { s with ParticipationCap = infinity }
                { s with UnfilledPolicy = UnfilledPolicy.Drop }
                { s with SizeAt = SizeAt.Decision }
                { s with FillAt = FillAt.Open }
                { s with PerNameCap = infinity }
                { s with SectorCap = infinity }
                { s with GrossCap = infinity }
                { s with NetCap = infinity }
                { s with CostMultiplier = 1.0 }
                { s with MinimumFee = 0.0 }
                { s with ImpactLaw = ImpactLaw.Power }
                { s with ImpactExponent = 0.5 }
                { s with Almgren = AlmgrenImpact.standard }
            ]

            for settings in simpler do
                if settings <> s then
                    yield { case with Settings = settings }

            let o = case.Offered

            for offered in
                [
                    { o with Borrow = false }
                    { o with Rates = false }
                    { o with Slippage = false }
                    { o with Contracts = false }
                    { o with Outstanding = false }
                ] do
                if offered <> o then
                    yield { case with Offered = offered }
        }

    static member SmallMarkets() : Arbitrary<EngineCase> =
        Arb.fromGenShrink (EngineCases.Case, EngineCases.Simpler)

/// A property over small markets, with the seed of every property here.
[<AttributeUsage(AttributeTargets.Method)>]
type EnginePropertyAttribute() as this =
    inherit PropertyAttribute()

    do
        this.Arbitrary <- [| typeof<EngineCases> |]
        this.MaxTest <- 300
        this.QuietOnSuccess <- true

        this.Replay <-
            match Environment.GetEnvironmentVariable "SYMPHONY_REPLAY" with
            | null
            | "" -> "20261121,4242424243"
            | given -> given
