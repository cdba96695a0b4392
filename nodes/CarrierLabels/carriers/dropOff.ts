import { z } from 'zod';
import type { Address } from '../../shared/model';

/** Where customers can hand in a parcel. */
export const DropOffPoint = z.object({
	id: z.string(),
	name: z.string(),
	carrier: z.string(),
	street: z.string(),
	postalCode: z.string(),
	city: z.string(),
	country: z.string(),
	latitude: z.number().optional(),
	longitude: z.number().optional(),
	/** By the days of the week, in English: `monday`; a day that is missing it is closed. Times as on the spot, `09:00`. */
	opening: z.record(z.string(), z.array(z.object({ from: z.string(), to: z.string() }))).optional(),
});
export type DropOffPoint = z.infer<typeof DropOffPoint>;

/** Near what they are looked for, and of which carrier; blank: any. */
export interface DropOffSearch {
	near: Pick<Address, 'street1' | 'postalCode' | 'city' | 'country'>;
	carrier: string;
	limit: number;
}
