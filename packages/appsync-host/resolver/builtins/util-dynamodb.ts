import { isRecord, toAttributeValue, toAttributeValues, type JsonRecord } from '../attribute-values.ts';

type Optional<Value> = Value | null | undefined;

/** util.dynamodb: plain JSON to AppSync's typed values, and S3 links. Absent input gives null. */
export const dynamodbFunctions = {
  toDynamoDB: toAttributeValue,
  toMapValues: (values: Optional<JsonRecord>) => (isRecord(values) ? toAttributeValues(values) : null),
  toMap: (values: Optional<JsonRecord>) => (isRecord(values) ? { M: toAttributeValues(values) } : null),
  toList: (values: Optional<unknown[]>) => (values == null ? null : { L: values.map(toAttributeValue) }),
  toString: (value: Optional<string>) => (value == null ? null : { S: value }),
  toNumber: (value: Optional<number>) => (value == null ? null : { N: value }),
  toBoolean: (value: Optional<boolean>) => (value == null ? null : { BOOL: value }),
  toNull: () => ({ NULL: null }),
  toBinary: (value: Optional<string>) => (value == null ? null : { B: value }),
  toStringSet: (values: Optional<string[]>) => (values == null ? null : { SS: values }),
  toNumberSet: (values: Optional<number[]>) => (values == null ? null : { NS: values }),
  toBinarySet: (values: Optional<string[]>) => (values == null ? null : { BS: values }),
  toS3Object: (key: string, bucket: string, region: string, version?: string) => ({
    S: JSON.stringify({ s3: { key, bucket, region, ...(version == null ? {} : { version }) } }),
  }),
  fromS3ObjectJson: (text: string) => (JSON.parse(text) as { s3?: unknown }).s3 ?? null,
};
