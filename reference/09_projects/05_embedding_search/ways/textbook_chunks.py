import heapq

import numpy as np


def semantic_search(query_embeddings, corpus_embeddings, query_chunk_size, top_k):
    results = [[] for _ in range(len(query_embeddings))]
    a_norm = query_embeddings / np.sqrt((query_embeddings**2).sum(1))[:, np.newaxis]
    b_norm = corpus_embeddings / np.sqrt((corpus_embeddings**2).sum(1))[:, np.newaxis]
    for query_start_idx in range(0, len(a_norm), query_chunk_size):
        cos_scores = np.matmul(a_norm[query_start_idx : query_start_idx + query_chunk_size], b_norm.T)
        for query_itr in range(len(cos_scores)):
            scores = cos_scores[query_itr]
            best = heapq.nsmallest(top_k, range(len(scores)), key=lambda i: (-scores[i], i))
            results[query_start_idx + query_itr] = [{"corpus_id": i, "score": scores[i]} for i in best]
    return results


def search(queries, corpus, k, block=1024):
    hits = semantic_search(queries, corpus, block, k)
    ids = [[hit["corpus_id"] for hit in row] for row in hits]
    return np.array(ids), np.array([[hit["score"] for hit in row] for row in hits])
