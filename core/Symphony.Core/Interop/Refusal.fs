namespace Symphony.Core.Interop

open System

open Symphony.Core

/// <summary>Refused input: the sentence says which parameter, which value, and what would do.</summary>
/// <remarks>
/// The one exception for input that cannot be used, in the core's C# face and in the shells, so that a
/// caller catches one type.
/// </remarks>
/// <param name="parameter">The name of the refused parameter.</param>
/// <param name="sentence">The refusal as one sentence.</param>
type RefusedException(parameter: string, sentence: string) =
    inherit ArgumentException(sentence, parameter)

    /// <summary>The refusal as one sentence, nothing appended.</summary>
    member _.Sentence: string = sentence

    /// <summary>The refusal with the parameter called by another name, as whoever asked knows it.</summary>
    /// <param name="name">The name to use: a flag, a key of a file.</param>
    /// <remarks>Where the sentence does not begin with the parameter's own name it is put before it.</remarks>
    member _.SentenceFor(name: string) : string =
        let begins = sentence.StartsWith(parameter, StringComparison.Ordinal)
        let after = sentence.Substring(if begins then parameter.Length else 0)
        let isWhole = after = "" || not (Char.IsLetterOrDigit after[0])
        if begins && isWhole then name + after else $"{name}: {sentence}"

    /// <summary>The refusal as one sentence, nothing appended.</summary>
    override _.Message: string = sentence

/// The only place in the core that raises.
[<RequireQualifiedAccess>]
module internal Refusal =

    /// The value, or the refusal as a <see cref="RefusedException"/>.
    let orRaise (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> raise (RefusedException(invalid.Parameter, invalid.ToString()))

    /// The value of a caller's function, or what it refused; any other exception is the caller's own.
    let caught (compute: unit -> 'value) : Result<'value, Invalid> =
        try
            Ok(compute ())
        with :? RefusedException as refused ->
            let parameter = refused.ParamName |> Option.ofObj |> Option.defaultValue "input"
            // The sentence names the parameter at its start, as this refusal will again.
            let isNamed = refused.Sentence.StartsWith(parameter, StringComparison.Ordinal)

            let reason =
                if isNamed then
                    refused.Sentence.Substring(parameter.Length).TrimStart(':', ' ')
                else
                    refused.Sentence

            Error(Invalid.Conflict(parameter, reason))

    /// Nothing, or the refusal of a value that the enum does not have.
    let ifUndefined<'choice
        when 'choice: struct and 'choice :> Enum and 'choice: (new: unit -> 'choice)>
        (parameter: string)
        (value: 'choice)
        : unit =
        if not (Enum.IsDefined value) then
            let accepted = String.Join(", ", Enum.GetNames<'choice>())
            let invalid = Invalid.Unknown(parameter, value.ToString(), accepted)
            raise (RefusedException(parameter, invalid.ToString()))

    /// Nothing, or ArgumentNullException for a list that is null or holds one.
    let ifAnyNull (parameter: string) (values: seq<'value> | null) : unit =
        match values with
        | null -> raise (ArgumentNullException parameter)
        | given ->
            for value in given do
                ArgumentNullException.ThrowIfNull(box value, parameter)

    /// Nothing, or ArgumentNullException: what a C# caller expects of a null argument.
    let ifNull (parameter: string) (value: obj | null) : unit =
        ArgumentNullException.ThrowIfNull(value, parameter)
