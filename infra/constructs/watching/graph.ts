import {
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';

/** CloudWatch divides the width of a page into so many columns. */
export const PAGE_COLUMNS = 24;

/** One row of the page, of widgets beside each other. */
export type AddRow = (...widgets: IWidget[]) => void;

/** A heading of the page. */
export function headingOf(markdown: string): IWidget {
  return new TextWidget({ markdown, width: PAGE_COLUMNS, height: 1 });
}

/** What a graph shows. */
export interface GraphProps {
  title: string;
  left: IMetric[];
  right?: IMetric[];
  /** In columns of the page. */
  width: number;
  /** A line across, such as the threshold of an alarm. */
  line?: HorizontalAnnotation;
  /** Whether what is on the left are shares or probabilities. */
  isShare?: boolean;
}

/** A graph over time, from 0 on. */
export function graph({ title, left, right, width, line, isShare = false }: GraphProps): GraphWidget {
  return new GraphWidget({
    title,
    left,
    width,
    height: 6,
    leftYAxis: { min: 0, ...(isShare && { max: 1 }), showUnits: false },
    ...(right && { right, rightYAxis: { min: 0, showUnits: false } }),
    ...(line && { leftAnnotations: [line] }),
  });
}
