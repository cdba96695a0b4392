import type { SetUpReport } from '../../model';

/** What was found at other systems when their set-up was looked at; of each and each brand the newest. */
export interface SetUpReports {
	keep(report: SetUpReport): Promise<void>;
	list(): Promise<SetUpReport[]>;
}
