/** A file that a case keeps, such as a label that no carrier service has. */
export interface StoredFile {
	mimeType: string;
	content: Buffer;
}

/** Files of cases, each by a name that is unique in its case. */
export interface Files {
	/** Keeps a file; the first one of a name stays. */
	put(at: { reference: string; name: string }, file: StoredFile): Promise<void>;
	get(at: { reference: string; name: string }): Promise<StoredFile | undefined>;
}
