import type { Settings } from '../../model';
import type { By } from './operators';

/** Settings, by brand. */
export interface StoredSettings {
	get(brand: string): Promise<Settings>;
	save(brand: string, settings: unknown, by?: By): Promise<Settings>;
	/** Reads, changes and stores a brand's settings in one transaction; a rejection of `change` leaves them as they were. */
	change(brand: string, change: (before: Settings) => unknown, by?: By): Promise<{ before: Settings; after: Settings }>;
}
