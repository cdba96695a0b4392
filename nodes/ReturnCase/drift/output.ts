import { z } from 'zod';
import { KeptDrift } from '../../shared/model';

/** What a system said, as Return Reconciliation read it. */
const record = z.record(z.string(), z.unknown());

/** A kept drift as it is given out: as Return Reconciliation made it. */
export const DriftOutput = KeptDrift.extend({
	sources: z.array(z.string()).optional(),
	records: z.array(record).optional(),
	goods: z.array(record).optional(),
	firstFound: z.string().optional(),
	unseen: z.boolean().optional(),
	since: z.string().optional(),
	ageDays: z.number().int().optional(),
	proposedMatch: record.optional(),
});
