namespace Symphony.Core

open System

/// <summary>A market without some of its bars.</summary>
[<RequireQualifiedAccess>]
module Selection =

    /// The number among the kept bars of each bar, or of the next kept one; past the last where none follows.
    let private places (keep: bool[]) : int[] =
        let places = Array.zeroCreate keep.Length
        let mutable kept = 0

        for t in 0 .. keep.Length - 1 do
            places[t] <- kept

            if keep[t] then
                kept <- kept + 1

        places

    let private rows (keep: bool[]) (axes: Axes) (panel: Panel) : Panel =
        let width = axes.SymbolCount
        let values: float[] = Array.zeroCreate (axes.BarCount * width)
        let mutable kept = 0

        for t in 0 .. keep.Length - 1 do
            if keep[t] then
                Array.blit panel.Array (t * width) values (kept * width) width
                kept <- kept + 1

        Panel(axes, values)

    /// <summary>The bars that are kept, on shorter axes, and the actions that are effective on them.</summary>
    /// <param name="keep">T flags, at least one of them true.</param>
    /// <param name="actions">The market's actions.</param>
    /// <param name="bars">The market's bars.</param>
    /// <remarks>
    /// An action of a bar that goes is effective at the next bar that stays; before the first or after the
    /// last that stays it goes too, unless that is the bar before it and it is announced for the one after. Two of one kind for one symbol that meet on a bar so are refused. All
    /// symbols stay, with or without a bar.
    /// </remarks>
    let keep
        (keep: bool[])
        (actions: CorporateActions)
        (bars: Bars)
        : Result<struct (Bars * CorporateActions), Invalid> =
        let axes = bars.Axes
        let places = places keep

        let keptOf (values: 'value[]) : 'value[] =
            Array.zip values keep |> Array.filter snd |> Array.map fst

        Check.length "keep" axes.BarCount keep.Length
        |> Result.bind (fun () ->
            Axes.create
                (keptOf (axes.Instants.ToArray()))
                (keptOf (axes.SessionDates.ToArray()))
                (Array.ofSeq axes.Symbols))
        |> Result.bind (fun shorter ->
            let first = Array.IndexOf(keep, true)

            let moved =
                actions.Array
                |> Array.filter (fun action ->
                    if action.Bar = axes.BarCount then
                        keep[action.Bar - 1]
                    else
                        action.Bar >= first && places[action.Bar] < shorter.BarCount)
                |> Array.map (fun action -> {
                    action with
                        Bar =
                            if action.Bar = axes.BarCount then
                                shorter.BarCount
                            else
                                places[action.Bar]
                })

            let kept =
                Bars(
                    shorter,
                    rows keep shorter bars.Open,
                    rows keep shorter bars.High,
                    rows keep shorter bars.Low,
                    rows keep shorter bars.Close,
                    bars.VolumeOrNone |> ValueOption.map (rows keep shorter),
                    bars.PriceBasis
                )

            CorporateActions.create shorter moved
            |> Result.map (fun remaining -> struct (kept, remaining)))
