namespace Symphony.Core

/// <summary>How much there is to learn from the signs of returns.</summary>
/// <remarks>
/// Returns are encoded as 1 where the log return is above 0 and 0 elsewhere. Source: Lopez de Prado (2018),
/// "Advances in Financial Machine Learning" (AFML), chapter 18.
/// </remarks>
[<RequireQualifiedAccess>]
module ReturnEntropy =

    let private wordLength = 3
    let private wordCount = 8
    // 1 / ln 2.
    let private perBit = 1.4426950408889634

    /// -p log2 p for each count of so many.
    let private parts (count: int) : float[] =
        Array.init (count + 1) (fun k ->
            if k = 0 then
                0.0
            else
                let p = float k / float count
                -p * (Elementary.log p * perBit))

    let private entropies (n: int) (returns: float[]) : float[] =
        let words = n - wordLength + 1
        let part = parts words
        let result = Array.create returns.Length nan
        let counts = Array.zeroCreate<int> wordCount

        let bit t = if returns[t] > 0.0 then 1 else 0

        // The word that ends at t.
        let word t =
            4 * bit (t - 2) + 2 * bit (t - 1) + bit t

        for t in wordLength .. returns.Length - 1 do
            counts[word t] <- counts[word t] + 1

            if t - words >= wordLength then
                counts[word (t - words)] <- counts[word (t - words)] - 1

            if t >= n then
                let mutable sum = 0.0

                for k in 0 .. wordCount - 1 do
                    sum <- sum + part[counts[k]]

                result[t] <- sum / float wordLength

        result

    /// <summary>The plug-in entropy rate of the signs of returns, bits a bar, 0 to 1; O(1).</summary>
    /// <param name="window">How many log returns, at least 4.</param>
    /// <remarks>
    /// Shannon's entropy of the frequencies of all words of three neighbouring signs, over 3. Source: Shannon
    /// (1948), "A mathematical theory of communication", Bell System Technical Journal 27; AFML 18.3.
    /// </remarks>
    let plugIn (window: int<bar>) : Feature =
        let n = max 4 (int window)

        Feature.ofSymbol
            $"entropy_{n}"
            n
            $"Shannon entropy of the words of 3 signs among the last {n} log returns, / 3, in bits"
            "Shannon (1948), A mathematical theory of communication; AFML 18.3, the plug-in estimator"
            "O(1)"
            (fun own -> entropies n own.LogReturns)

    /// How many words the parsing of a binary message finds: each is the shortest not found before, and the last may
    /// be one that was. Children of node k of the tree of words are at 2 k and 2 k + 1, node 0 the empty word.
    let private countWords (children: int[]) (first: int) (last: int) (returns: float[]) : int =
        let mutable nodes = 1
        let mutable node = 0
        children[0] <- 0
        children[1] <- 0

        for t in first..last do
            let place = 2 * node + (if returns[t] > 0.0 then 1 else 0)

            if children[place] = 0 then
                children[place] <- nodes
                children[2 * nodes] <- 0
                children[2 * nodes + 1] <- 0
                nodes <- nodes + 1
                node <- 0
            else
                node <- children[place]

        nodes - 1

    /// <summary>The Lempel-Ziv complexity of the signs of returns, near 1 for coin flips; O(w).</summary>
    /// <param name="window">How many log returns, at least 4.</param>
    /// <remarks>
    /// <c>c log2(n) / n</c>, c the number of words in the library that the parsing of n signs builds. Source: Lempel
    /// and Ziv (1976), "On the complexity of finite sequences", IEEE Transactions on Information Theory 22(1); the
    /// library of AFML 18.4, snippet 18.2.
    /// </remarks>
    let lempelZiv (window: int<bar>) : Feature =
        let n = max 4 (int window)
        let scale = Elementary.log (float n) * perBit / float n

        Feature.ofSymbol
            $"lempel_ziv_{n}"
            n
            $"words in the Lempel-Ziv library of the last {n} signs of returns x log2({n}) / {n}"
            "Lempel and Ziv (1976), On the complexity of finite sequences, IEEE Transactions on Information Theory 22(1); AFML 18.4"
            "O(w)"
            (fun own ->
                let returns = own.LogReturns
                let children = Array.zeroCreate<int>(2 * (n + 1))

                Array.init own.Count (fun t ->
                    if t < n then
                        nan
                    else
                        float (countWords children (t - n + 1) t returns) * scale))
