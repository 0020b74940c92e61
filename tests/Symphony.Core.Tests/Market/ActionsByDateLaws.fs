module Symphony.Core.Tests.ActionsByDateLaws

open NUnit.Framework
open FsCheck.NUnit
open Symphony.Core

let private axes =
    match Axes.create [| 10L; 20L; 30L |] [| 10; 20; 30 |] [| "A"; "B" |] with
    | Ok axes -> axes
    | Error invalid -> failwith (string invalid)

let private create (actions: (int * int * ActionKind)[]) =
    ActionsByDate.create
        axes
        (actions |> Array.map (fun (symbol, _, _) -> symbol))
        (actions |> Array.map (fun (_, date, _) -> date))
        (actions |> Array.map (fun (_, _, kind) -> kind))

let private placed (actions: (int * int * ActionKind)[]) : CorporateAction[] =
    match create actions with
    | Ok made -> made.Array
    | Error invalid -> failwith (string invalid)

/// What one share of the close before comes to, told date by date: shares and cash.
let private byHand (own: (int * ActionKind)[]) : float * float =
    ((1.0, 0.0), own |> Array.groupBy fst |> Array.sortBy fst)
    ||> Array.fold (fun (shares, cash) (_, today) ->
        let pick choose = today |> Array.tryPick (snd >> choose)

        let paid =
            pick (function
                | ActionKind.Dividend each -> Some each
                | _ -> None)

        let ratio =
            pick (function
                | ActionKind.Split each -> Some each
                | _ -> None)

        shares * Option.defaultValue 1.0 ratio, cash + Option.defaultValue 0.0 paid * shares)

[<Property(Replay = "20261121,4242424243", MaxTest = 300)>]
let ``what a share comes to at a bar is what it comes to date by date, in any order of the rows``
    (plan: (int * bool * int) list)
    =
    let splits = [| 0.5; 2.0; 4.0 |]

    let rows =
        plan
        |> List.map (fun (date, isSplit, which) ->
            let which = abs (which % 3)

            11 + abs (date % 20),
            if isSplit then
                ActionKind.Split splits[which]
            else
                ActionKind.Dividend(float which + 0.25))
        |> List.distinctBy (fun (date, kind) -> date, ActionKind.name kind)
        |> Array.ofList

    let made = placed (rows |> Array.map (fun (date, kind) -> 1, date, kind))

    let again =
        placed (rows |> Array.rev |> Array.map (fun (date, kind) -> 1, date, kind))

    made = again
    && [ 1, 11, 20; 2, 21, 30 ]
       |> List.forall (fun (bar, first, last) ->
           let own = rows |> Array.filter (fun (date, _) -> date >= first && date <= last)
           let at = made |> Array.filter (fun action -> action.Bar = bar && action.Symbol = 1)

           let value name =
               at |> Array.tryFind (fun action -> ActionKind.name action.Kind = name)

           let ratio = value "split" |> Option.map (fun action -> ActionKind.value action.Kind)

           let cash =
               value "dividend" |> Option.map (fun action -> ActionKind.value action.Kind)

           let shares, paid = byHand own

           Option.defaultValue 1.0 ratio = shares
           && Option.defaultValue 0.0 cash = paid
           && at.Length = (own |> Array.distinctBy (snd >> ActionKind.name)).Length)

[<Test>]
let ``one kind twice on a date, two delistings at a bar, and columns of other lengths are refused``
    ()
    =
    let refusal actions =
        match create actions with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(
        refusal [| 0, 12, ActionKind.Split 2.0; 0, 12, ActionKind.Split 3.0 |],
        Does.Contain "A 1970-01-13 (split)"
    )

    Assert.That(
        refusal [| 0, 12, ActionKind.Delisting -1.0; 0, 13, ActionKind.Delisting -1.0 |],
        Does.Contain "A 1970-01-21"
    )

    Assert.That(refusal [| 2, 12, ActionKind.Split 2.0 |], Does.Contain "action symbol")

    Assert.That(
        refusal [| 0, 12, ActionKind.Split 2.0; 1, 12, ActionKind.Split 3.0 |],
        Is.EqualTo "accepted"
    )

    Assert.That(
        (match ActionsByDate.create axes [| 0 |] [||] [||] with
         | Ok _ -> false
         | Error _ -> true)
    )
