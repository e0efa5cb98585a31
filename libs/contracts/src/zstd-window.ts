/**
 * How far back what others have packed by zstd may reach, as a power of two: a decoder keeps that much outside of the heap. 8 MiB is what
 * RFC 9659 allows for a `Content-Encoding`, and more than what we pack ourselves needs.
 */
export const MAX_ZSTD_WINDOW_LOG = 23;
