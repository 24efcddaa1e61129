/**
 * The first page of the shared memory: what the threads of a team tell each other, and what the work is about.
 * Addresses in bytes. Everything else in the memory is laid out by memory.ts.
 */

/** One line of 64 bytes per helper, so that no two threads write to the same cache line. */
export const MAILBOXES: usize = 0;
export const MAILBOX_BYTES: usize = 64;
/** In a mailbox: the round the helper is called to, the last one it finished, and whether it is there. */
export const HELPER_CALLED: usize = 0;
export const HELPER_FINISHED: usize = 4;
export const HELPER_STATE: usize = 8;
export const READY: u32 = 1;
export const GONE: u32 = 2;
export const MAX_THREADS: usize = 64;

/** The next task to be taken; on a line of its own. */
export const NEXT_TASK: usize = 4096;

/** What is being done: see team.ts. */
export const PHASE: usize = 4160;
export const TASKS: usize = 4164;
export const ROUND: usize = 4168;

/** The table. */
export const ROWS: usize = 4224;
export const COLUMNS: usize = 4228;
/** Cells as bytes: a row's together, and a column's together. */
export const CELLS_BY_ROW: usize = 4232;
export const CELLS_BY_COLUMN: usize = 4236;
/** Per column: slots in use (u32), 1 where the slots are categories (u8), −1, 0 or 1 (i8). */
export const BINS: usize = 4240;
export const CATEGORICAL: usize = 4244;
export const MONOTONE: usize = 4248;

/** Binning of one column: values (f32), bin edges padded to 255 or bins by code, and how many codes there are. */
export const VALUES: usize = 4256;
export const EDGES: usize = 4260;
export const CODES: usize = 4264;
export const COLUMN: usize = 4268;

/**
 * The loss: which, per row its label and weight (f64; weights 0: none), per output and row the raw score (f64), and
 * per output and row gradient and hessian side by side (two f64).
 */
export const LOSS: usize = 4288;
export const OUTPUTS: usize = 4292;
export const LABELS: usize = 4296;
export const WEIGHTS: usize = 4300;
export const SCORES: usize = 4304;
export const DERIVATIVES: usize = 4308;
/** Per output and block of rows: Σ|gradient| and Σ hessian. */
export const BLOCK_SUMS: usize = 4316;
/** The loss's own number, as the quantile. */
export const LOSS_SETTING: usize = 4320;

/** One tree: the output it is for, its rows (u32), and the packed gradients by row (i64). */
export const OUTPUT: usize = 4352;
export const LIST: usize = 4356;
export const LISTED: usize = 4360;
/** 1 where the list is all rows in order, and is to be written. */
export const WHOLE: usize = 4364;
export const PACKED: usize = 4368;
export const GRADIENT_UNITS: usize = 4376;
export const HESSIAN_UNITS: usize = 4384;

/** One split: rows [FROM, TO) of the list, the bytes of the column, by slot 1 for left, and two lists as long. */
export const FROM: usize = 4416;
export const TO: usize = 4420;
export const SPLIT_CELLS: usize = 4424;
export const GOES_LEFT: usize = 4428;
export const SPARE_LEFT: usize = 4432;
export const SPARE_RIGHT: usize = 4436;
/**
 * Per chunk of the list, 16 bytes. Root: packed sum (i64), weight (f64). Split: rows that went left (u32), those that
 * did in the chunks before (u32), weight of those that went left (f64).
 */
export const CHUNK_COUNTS: usize = 4440;
export const COUNTS_BYTES: usize = 16;
/** Rows that went left in all chunks; 1 where the left side is the smaller one. */
export const LEFT: usize = 4444;
export const SMALL_IS_LEFT: usize = 4448;

/** Histograms: the one being summed, thread 0's; one more per helper; 1 per helper that has used its own. */
export const HISTOGRAM: usize = 4480;
export const HELPER_HISTOGRAMS: usize = 4484;
export const TOUCHED: usize = 4488;
/** Helpers that may have. */
export const HELPERS: usize = 4496;
/** The parent's histogram, to become the larger child's; 0 for the root. */
export const PARENT: usize = 4492;

/** The search: columns that may be split on (u32), how many; results by leaf and column. */
export const SEARCHED: usize = 4512;
export const SEARCHED_COUNT: usize = 4516;
export const RESULTS: usize = 4520;
export const L2: usize = 4528;
/** 1 where monotone constraints are to be kept. */
export const BOUNDED: usize = 4536;
/** What one unit of gradient and of hessian stands for. */
export const GRADIENT_UNIT: usize = 4544;
export const HESSIAN_UNIT: usize = 4552;
/**
 * The two leaves that are searched: packed sum (i64), the least hessian of a child in units (f64), the score to beat
 * (f64), the bounds of its value (two f64), 1 where it is to be searched (u32).
 */
export const LEAVES: usize = 4608;
export const LEAF_LEAST: usize = 8;
export const LEAF_TO_BEAT: usize = 16;
export const LEAF_LOWEST: usize = 24;
export const LEAF_HIGHEST: usize = 32;
export const LEAF_WANTED: usize = 40;
export const LEAF_BYTES: usize = 64;

/**
 * A result: gain (f64, 0 for none), packed sum of the left child (i64), the last bin that goes left (i32, −1 for
 * categories), where missing cells go (i32: 0 right, 1 left, 2 none was missing), then by slot 1 for left (256 bytes,
 * categories only), then room to work in: the order of the slots and their keys.
 */
export const RESULT_LEFT: usize = 8;
export const RESULT_BIN: usize = 16;
export const RESULT_MISSING: usize = 20;
export const RESULT_SIDES: usize = 32;
export const RESULT_ORDER: usize = 288;
export const RESULT_KEYS: usize = 544;
export const RESULT_BYTES: usize = 2592;

/** The finished tree's leaves: rows [from, to) of the list (two u32), Σ gradient, Σ hessian, Σ weight, value (f64). */
export const LEAF_LIST: usize = 4736;
export const GROWN_GRADIENT: usize = 8;
export const GROWN_HESSIAN: usize = 16;
export const GROWN_WEIGHT: usize = 24;
export const GROWN_VALUE: usize = 32;
export const GROWN_BYTES: usize = 40;

/**
 * Its nodes, for the rows that did not grow it: column (i32, −1 for a leaf), left child (u32; the right one is the
 * next), a leaf's value (f64); per node and slot 1 for left; and the list of those rows.
 */
export const NODES: usize = 4740;
export const NODE_LEFT: usize = 4;
export const NODE_VALUE: usize = 8;
export const NODE_BYTES: usize = 16;
export const NODE_TABLES: usize = 4744;
export const UNSEEN: usize = 4748;
export const UNSEEN_COUNT: usize = 4752;
/** Per row 1 where it is never to be learnt from (u8); 0 for no such rows. */
export const WATCHED: usize = 4756;

/** Numbers that exp needs (13 f64). */
export const EXP_TABLE: usize = 4800;

/** Per thread room for the rows that are being gathered. */
export const STAGES: usize = 4920;
export const STAGE_BYTES: usize = 2048;

/** Slots of a column's histogram, and the one of missing cells. */
export const SLOTS: usize = 256;
export const MISSING: usize = 255;
/** Bytes of a column's histogram. */
export const COLUMN_BYTES: usize = 2048;
/** Rows of one task. */
export const CHUNK: u32 = 4096;
