"""Names of library functions that would give an answer away, by theme: what a judge forbids as ``from_scratch``.

A name stands for all that bear it: the function, the method, the class, and ``_name`` of a library's inside.
"""

PRODUCTS = (
    *("dot", "vdot", "inner", "vecdot", "tensordot", "matmul", "matvec", "vecmat", "multi_dot", "chain_matmul"),
    *("sumprod", "einsum", "matrix", "asmatrix", "bmat", "polymul", "addbmm", "get_blas_funcs"),
)
"""Products of vectors and matrices."""

LINEAR_LAYERS = (
    *("linear", "bilinear", "Linear", "Bilinear", "LazyLinear", "LinearReLU", "NonDynamicallyQuantizableLinear"),
)
"""Layers that are a product and a bias."""

CONVOLUTIONS = (
    *("conv1d", "conv2d", "conv3d", "Conv1d", "Conv2d", "convolution", "convolve", "convolve1d", "correlate"),
    *("correlate1d", "fftconvolve"),
)
"""Convolutions, which are products too."""

DISTANCES = (
    *("cdist", "pdist", "pairwise_distance", "pairwise_distances", "paired_distances", "PairwiseDistance"),
    *("dist", "euclidean", "euclidean_distances", "nan_euclidean_distances", "sqeuclidean", "minkowski"),
    *("minkowski_distance", "distance_matrix"),
)
"""Distances between vectors."""

COSINES = (
    *("cosine", "cosine_similarity", "CosineSimilarity", "cosine_distances", "paired_cosine_distances"),
    *("cosine_embedding_loss", "CosineEmbeddingLoss", "pairwise_kernels", "pairwise_distances_argmin"),
)
"""Cosines of the angles between vectors."""

NEIGHBORS = (
    *("NearestNeighbors", "KNeighborsClassifier", "KNeighborsTransformer", "kneighbors_graph", "KDTree"),
    *("cKDTree", "BallTree"),
)
"""Searches for the nearest vectors."""

FACTORIZATIONS = (
    *("lu", "lu_factor", "lu_factor_ex", "splu", "ldl", "ldl_factor", "qr", "rq", "qr_multiply", "geqrf"),
    *("orgqr", "ormqr", "householder_product", "svd", "svdvals", "svds"),
    *("svd_lowrank", "pca_lowrank", "eig", "eigh", "eigvals", "eigvalsh", "schur", "hessenberg", "polar"),
    *("interp_decomp", "get_lapack_funcs"),
)
"""Factorizations of a matrix: by elimination, by rotations, by eigenvectors."""

CHOLESKY = ("cholesky", "cholesky_ex", "cho_factor")
"""Factorizations of symmetric matrices: of AᵀA, one gives the R of QR."""

SOLVERS = ("lstsq", "lu_solve", "pinv", "pinvh", "matrix_rank", "null_space", "orth")
"""Solutions of linear systems, and the spaces of a matrix."""

SYMBOLS = ("Symbol", "symbols", "Dummy", "sympify", "lambdify", "diff", "diffs", "taylor")
"""SymPy's expressions, which know their derivatives, and the differences of mpmath and NumPy."""

DERIVATIVES = (
    *("grad", "backward", "value_and_grad", "gradient", "derivative", "differentiate", "approx_fprime"),
    *("approx_derivative", "check_grad", "hessian", "ediff1d"),
)
"""Derivatives by differences or by a library."""

TRANSFORMS = ("jacobian", "jacrev", "jacfwd", "vjp", "jvp")
"""Functions that make a derivative of a function."""

AUTOGRAD = ("autograd", "requires_grad", "requires_grad_")
"""torch's record of what was computed."""

TENSORS = (
    *("Variable", "Parameter", "tensor", "as_tensor", "Tensor", "FloatTensor", "DoubleTensor", "scalar_tensor"),
    *("from_numpy",),
)
"""Ways to have torch record what is done with a number."""

SOFTMAX = (
    *("softmax", "log_softmax", "softmin", "gumbel_softmax", "Softmax", "LogSoftmax", "Softmin", "logsumexp"),
    *("logcumsumexp", "logaddexp", "logaddexp2"),
)
"""Softmax, its logarithm, and the sum that both divide by."""

LOG_SIGMOID = ("logsigmoid", "LogSigmoid", "log_sigmoid", "log_expit", "softplus", "Softplus")
"""The logarithm of the sigmoid, which is softplus of -x with a minus."""

GATES = ("glu", "GLU", "silu", "silu_", "SiLU")
"""Activations that multiply by a sigmoid: glu of 1 and x is the sigmoid of x."""

CROSS_ENTROPY = (
    *("cross_entropy", "cross_entropy_loss", "CrossEntropyLoss", "linear_cross_entropy", "nll_loss"),
    *("nll_loss_nd", "nll_loss_forward", "NLLLoss", "log_loss"),
)
"""Losses of a classifier."""

CATEGORICAL = ("Categorical", "OneHotCategorical", "Multinomial")
"""Distributions over classes."""

ENTROPY = ("entropy", "entr", "xlogy", "xlog1py", "rel_entr", "kl_div", "kl_divergence", "KLDivLoss")
"""Entropies and divergences."""

NORMALIZATION = (
    *("layer_norm", "batch_norm", "instance_norm", "group_norm", "native_batch_norm", "BatchNorm1d", "LayerNorm"),
    *("normalize", "zscore", "StandardScaler"),
)
"""Layers and functions that bring values to mean 0 and variance 1, or to length 1."""

RECTIFIERS = (
    *("relu", "ReLU", "relu6", "ReLU6", "leaky_relu", "LeakyReLU", "threshold", "threshold_backward", "elu"),
    *("ELU", "hardtanh", "Hardtanh"),
)
"""Functions that are linear on either side of a bend."""

OPTIMIZERS = (
    *("Optimizer", "SGD", "ASGD", "Rprop", "RMSprop", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "SparseAdam"),
    *("record_function_enter_new",),
)
"""torch's optimizers; the last name is what each of their steps calls first."""

ADAM = (
    *("adam", "adamw", "nadam", "radam", "adamax", "sparse_adam", "rmsprop", "single_tensor_adam"),
    *("multi_tensor_adam", "single_tensor_adamw", "multi_tensor_adamw", "fused_adam", "fused_adamw"),
    *("FunctionalAdam", "FunctionalAdamW", "AdamOptimizer"),
)
"""One step of Adam and of its kin."""

CLASSIFIERS = (
    *("MLPClassifier", "LogisticRegression", "SVC", "NuSVC", "LinearSVC", "GaussianProcessClassifier"),
    *("RandomForestClassifier", "ExtraTreesClassifier", "GradientBoostingClassifier"),
    *("HistGradientBoostingClassifier", "SGDClassifier", "RidgeClassifier", "QuadraticDiscriminantAnalysis"),
)
"""scikit-learn's classifiers."""

TRANSFORMERS = (
    *("MultiheadAttention", "multi_head_attention_forward", "native_multi_head_attention", "Transformer"),
    *("TransformerEncoder", "TransformerEncoderLayer", "TransformerDecoder", "TransformerDecoderLayer"),
    *("transformer_encoder_layer_fwd",),
)
"""Attention with heads, and what is built of it."""
