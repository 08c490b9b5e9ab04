export type Encoding = 'gzip' | 'zstd';

/** How bodies are compressed: as the server takes it, in one way, or not at all. */
export type Compression = 'auto' | Encoding | 'none';
