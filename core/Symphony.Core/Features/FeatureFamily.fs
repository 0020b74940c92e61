namespace Symphony.Core

open System
open System.Globalization

/// <summary>Features that differ in windows alone: what a name may look like and what it gives.</summary>
/// <remarks>
/// In a pattern such as <c>momentum_N_skip_S</c> each capital letter stands for a number of the name; a pattern
/// without one is the name of a single feature.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type FeatureFamily
    internal (pattern: string, lowest: int list, example: int list, build: int list -> Feature) =

    /// The longest window that a name may ask for: a century of daily bars.
    static let longestWindow = 25_200

    let tokens = pattern.Split '_'

    let isPlace (token: string) =
        token.Length = 1 && Char.IsAsciiLetterUpper token[0]

    let feature = build example

    /// <summary>The names, with capital letters for numbers.</summary>
    member _.Pattern: string = pattern

    /// <summary>One feature of the family, with usual windows.</summary>
    member _.Example: Feature = feature

    /// <summary>The numbers of a name that has the pattern's words; none if it has others.</summary>
    /// <param name="name">A feature's name.</param>
    member internal _.NumbersOf(name: string) : int list voption =
        let given = name.Split '_'

        if given.Length <> tokens.Length then
            ValueNone
        else
            let mutable fits = true
            let numbers = ResizeArray<int>()

            for k in 0 .. tokens.Length - 1 do
                if isPlace tokens[k] then
                    match
                        Int32.TryParse(given[k], NumberStyles.None, CultureInfo.InvariantCulture)
                    with
                    | true, number -> numbers.Add number
                    // More digits than an int holds are a number all the same: it is out of range, not unknown.
                    | false, _ when given[k].Length > 0 && Seq.forall Char.IsAsciiDigit given[k] ->
                        numbers.Add Int32.MaxValue
                    | false, _ -> fits <- false
                elif not (String.Equals(given[k], tokens[k], StringComparison.Ordinal)) then
                    fits <- false

            if fits then ValueSome(List.ofSeq numbers) else ValueNone

    /// A number as its name has it, which may be more than an int holds.
    static member private AsWritten(name: string, number: int) : float =
        if number < Int32.MaxValue then
            float number
        else
            name.Split '_'
            |> Array.filter (fun part -> part.Length > 0 && Seq.forall Char.IsAsciiDigit part)
            |> Array.map (fun part -> Double.Parse(part, CultureInfo.InvariantCulture))
            |> Array.max

    /// The feature of these numbers, or why there is none.
    member internal _.Create(name: string, numbers: int list) : Result<Feature, Invalid> =
        let outside =
            List.zip numbers lowest
            |> List.tryFind (fun (number, lowest) -> number < lowest || number > longestWindow)

        match outside with
        | Some(number, lowest) ->
            Error(
                Invalid.OutOfRange(
                    $"window of {name}",
                    FeatureFamily.AsWritten(name, number),
                    float lowest,
                    float longestWindow
                )
            )
        | None ->
            let feature = build numbers

            // Windows that contradict each other make a feature of another name.
            if String.Equals(feature.Name, name, StringComparison.Ordinal) then
                Ok feature
            else
                let reason = $"the windows of {name} do not go together; nearest: {feature.Name}"
                Error(Invalid.Conflict("feature", reason))

/// The shapes families come in.
[<RequireQualifiedAccess>]
module internal FeatureFamily =

    /// A single feature.
    let single (feature: Feature) : FeatureFamily =
        FeatureFamily(feature.Name, [], [], fun _ -> feature)

    /// One window: pattern, shortest, usual.
    let windowed
        (pattern: string)
        (shortest: int)
        (usual: int)
        (build: int<bar> -> Feature)
        : FeatureFamily =
        FeatureFamily(
            pattern,
            [ shortest ],
            [ usual ],
            fun numbers -> build (List.head numbers * 1<bar>)
        )

    /// Two windows in the order of the pattern.
    let twofold
        (pattern: string)
        (lowest: int * int)
        (usual: int * int)
        (build: int<bar> -> int<bar> -> Feature)
        : FeatureFamily =
        FeatureFamily(
            pattern,
            [ fst lowest; snd lowest ],
            [ fst usual; snd usual ],
            fun numbers -> build (numbers[0] * 1<bar>) (numbers[1] * 1<bar>)
        )
