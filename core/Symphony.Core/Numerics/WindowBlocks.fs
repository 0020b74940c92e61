namespace Symphony.Core

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// How blocks of a window (see <c>WindowTree</c>) become one: of the same length, and a further one before a result.
type internal IBlockRule =
    /// Two blocks of one length, the late one first, by a weight that hangs on that length.
    static abstract Join<'L when 'L: struct and 'L :> ILane<'L>> :
        late: 'L * early: 'L * weight: 'L -> 'L

    /// A block before a result, by a weight that hangs on the lengths of both.
    static abstract Append<'L when 'L: struct and 'L :> ILane<'L>> :
        late: 'L * early: 'L * weight: 'L -> 'L

[<Struct; NoEquality; NoComparison>]
type internal AddedBlocks =
    interface IBlockRule with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Join<'L when 'L: struct and 'L :> ILane<'L>>
            (late: 'L, early: 'L, _: 'L)
            : 'L =
            'L.op_Addition (late, early)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Append<'L when 'L: struct and 'L :> ILane<'L>>
            (late: 'L, early: 'L, _: 'L)
            : 'L =
            'L.op_Addition (late, early)

[<Struct; NoEquality; NoComparison>]
type internal WeightedBlocks =
    interface IBlockRule with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Join<'L when 'L: struct and 'L :> ILane<'L>>
            (late: 'L, early: 'L, weight: 'L)
            : 'L =
            'L.op_Addition (late, 'L.op_Multiply (early, weight))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Append<'L when 'L: struct and 'L :> ILane<'L>>
            (late: 'L, early: 'L, weight: 'L)
            : 'L =
            'L.op_Addition (late, 'L.op_Multiply (early, weight))

[<Struct; NoEquality; NoComparison>]
type internal AveragedBlocks =
    interface IBlockRule with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Join<'L when 'L: struct and 'L :> ILane<'L>>
            (late: 'L, early: 'L, half: 'L)
            : 'L =
            'L.op_Multiply ('L.op_Addition (late, early), half)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Append<'L when 'L: struct and 'L :> ILane<'L>>
            (late: 'L, early: 'L, share: 'L)
            : 'L =
            'L.op_Addition (late, 'L.op_Multiply ('L.op_Subtraction (early, late), share))

/// What becomes of a block that was just made.
type internal BlockUse =
    /// It is no part of the window.
    | OnTheWay = 0
    /// It is the window's last part.
    | First = 1
    /// It lies before what the result covers.
    | Before = 2

/// Sums and means over every window by the blocks of <c>WindowTree</c>, in as few passes over the series as the
/// window's binary digits allow.
[<RequireQualifiedAccess>]
module internal WindowBlocks =

    /// From the last place down, so that what lies before is still as it was: blocks of <c>near</c> become blocks of
    /// twice or of four times as many, and are put to their use. The place down to which it came.
    let inline private lengthen<'J, 'L when 'J :> IBlockRule and 'L: struct and 'L :> ILane<'L>>
        (isTwice: bool)
        (usage: BlockUse)
        (near: int)
        (weight: float)
        (next: float)
        (weightOfPart: float)
        (c: int)
        (source: byref<float>)
        (block: byref<float>)
        (result: byref<float>)
        (first: int)
        (until: int)
        : int =
        let weight = 'L.Of weight
        let next = 'L.Of next
        let weightOfPart = 'L.Of weightOfPart
        let mutable t = until

        while t - 'L.Width >= first do
            t <- t - 'L.Width

            let late = 'J.Join<'L>('L.Load(&source, t), 'L.Load(&source, t - near), weight)

            let longer =
                if isTwice then
                    late
                else
                    'J
                        .Join<'L>(
                            late,
                            'J
                                .Join<'L>(
                                    'L.Load(&source, t - 2 * near),
                                    'L.Load(&source, t - 3 * near),
                                    weight
                                ),
                            next
                        )

            'L.Store(longer, &block, t)

            if usage = BlockUse.First then
                'L.Store(longer, &result, t)
            elif usage = BlockUse.Before then
                'L
                    .Store(
                        'J.Append<'L>('L.Load(&result, t + c), longer, weightOfPart),
                        &result,
                        t + c
                    )

        t

    let private pass<'J, 'L when 'J :> IBlockRule and 'L: struct and 'L :> ILane<'L>>
        (isTwice: bool)
        (usage: BlockUse)
        (near: int)
        (weight: float)
        (next: float)
        (weightOfPart: float)
        (c: int)
        (source: float[])
        (block: float[])
        (result: float[])
        : unit =
        let s = &MemoryMarshal.GetArrayDataReference source
        let b = &MemoryMarshal.GetArrayDataReference block
        let r = &MemoryMarshal.GetArrayDataReference result
        // Whole blocks only, and those that a result has room for.
        let first = (if isTwice then 2 * near else 4 * near) - 1
        let until = result.Length - c

        let left =
            match isTwice, usage with
            | true, BlockUse.OnTheWay ->
                lengthen<'J, 'L> true BlockUse.OnTheWay near weight next 0.0 c &s &b &r first until
            | true, BlockUse.First ->
                lengthen<'J, 'L> true BlockUse.First near weight next 0.0 c &s &b &r first until
            | true, _ ->
                lengthen<'J, 'L>
                    true
                    BlockUse.Before
                    near
                    weight
                    next
                    weightOfPart
                    c
                    &s
                    &b
                    &r
                    first
                    until
            | false, BlockUse.OnTheWay ->
                lengthen<'J, 'L> false BlockUse.OnTheWay near weight next 0.0 c &s &b &r first until
            | false, BlockUse.First ->
                lengthen<'J, 'L> false BlockUse.First near weight next 0.0 c &s &b &r first until
            | false, _ ->
                lengthen<'J, 'L>
                    false
                    BlockUse.Before
                    near
                    weight
                    next
                    weightOfPart
                    c
                    &s
                    &b
                    &r
                    first
                    until

        lengthen<'J, One> isTwice usage near weight next weightOfPart c &s &b &r first left
        |> ignore

    let private assembled<'J when 'J :> IBlockRule>
        (weightOfJoin: int -> float)
        (weightOfAppend: int -> int -> float)
        (window: int)
        (values: float[])
        : float[] =
        if window > values.Length then
            Array.create values.Length nan
        elif window = 1 then
            Array.copy values
        else
            let result = GC.AllocateUninitializedArray<float> values.Length
            let block = GC.AllocateUninitializedArray<float> values.Length
            let mutable source = values
            let mutable near = 1
            let mutable covered = 0

            if window &&& 1 <> 0 then
                values.CopyTo(result, 0)
                covered <- 1

            while 2 * near <= window do
                // Where a length is no part of the window, it and the next are one pass.
                let isTwice = 4 * near > window || window &&& (2 * near) <> 0
                let length = if isTwice then 2 * near else 4 * near
                let isPart = window &&& length <> 0

                let usage =
                    if not isPart then BlockUse.OnTheWay
                    elif covered = 0 then BlockUse.First
                    else BlockUse.Before

                let weight = weightOfJoin near
                let next = if isTwice then 0.0 else weightOfJoin (2 * near)
                let part = if usage = BlockUse.Before then weightOfAppend covered length else 0.0

                if Vector512.IsHardwareAccelerated then
                    pass<'J, EightInOne>
                        isTwice
                        usage
                        near
                        weight
                        next
                        part
                        covered
                        source
                        block
                        result
                elif Vector256.IsHardwareAccelerated then
                    pass<'J, EightInTwo>
                        isTwice
                        usage
                        near
                        weight
                        next
                        part
                        covered
                        source
                        block
                        result
                else
                    pass<'J, EightInFour>
                        isTwice
                        usage
                        near
                        weight
                        next
                        part
                        covered
                        source
                        block
                        result

                source <- block
                near <- length

                if isPart then
                    covered <- covered + length

            Array.Fill(result, nan, 0, window - 1)
            result

    /// The sum of each window.
    let sums (window: int) (values: float[]) : float[] =
        assembled<AddedBlocks> (fun _ -> 0.0) (fun _ _ -> 0.0) window values

    /// The sum of ratio^k times the value k places before, over each window.
    let weightedSums (ratio: float) (window: int) (values: float[]) : float[] =
        // To the power of a power of two, squared from one to the next.
        let rec ofBlock n =
            if n = 1 then
                ratio
            else
                let half = ofBlock (n / 2)
                half * half

        // To the power of the values covered, block by block from the shortest.
        let rec ofCovered n =
            if n = 0 then
                1.0
            else
                let longest = 1 <<< BitOperations.Log2(uint32 n)
                ofCovered (n - longest) * ofBlock longest

        assembled<WeightedBlocks> ofBlock (fun c _ -> ofCovered c) window values

    /// The mean of each window: a constant window has exactly its value.
    let means (window: int) (values: float[]) : float[] =
        assembled<AveragedBlocks> (fun _ -> 0.5) (fun c n -> float n / float (c + n)) window values
