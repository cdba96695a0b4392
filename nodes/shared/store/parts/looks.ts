/** A look at a provider, held by one process. `cursor`: how far the last one came. */
export interface Look {
	name: string;
	token: string;
	cursor?: string;
}

/** How far triggers have looked for what no message told. */
export interface Looks {
	/** Begins a look at a provider for what has changed; undefined while another process is at it. */
	begin(name: string, leaseMs: number): Promise<Look | undefined>;
	/** Keeps how far a look has come. False: another process has it now, and this one must stop. */
	keep(look: Pick<Look, 'name' | 'token'>, cursor: string, leaseMs: number): Promise<boolean>;
	end(look: Pick<Look, 'name' | 'token'>, error?: string): Promise<void>;
	cursor(name: string): Promise<string | undefined>;
}
