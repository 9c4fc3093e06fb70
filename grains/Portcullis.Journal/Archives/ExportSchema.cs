namespace Portcullis.Journal.Archives;

/// <summary>What an export's lines mean, as JSON Schema (2020-12), written beside the file.</summary>
public static class ExportSchema
{
    /// <summary>Of the lines of <see cref="JournalArchive"/>.</summary>
    public const string JsonLines =
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "One line of a journal's archive: a block, or one of the events that follow it, in the order of the journal",
          "oneOf": [
            {
              "title": "block",
              "type": "object",
              "required": ["kind", "number", "firstPosition", "lastPosition", "node", "committedAt", "leaves", "previous", "hash"],
              "properties": {
                "kind": { "const": "block" },
                "number": { "type": "integer", "minimum": 1, "description": "1, 2, 3, without gaps" },
                "firstPosition": { "type": "integer", "minimum": 1 },
                "lastPosition": { "type": "integer", "minimum": 1 },
                "node": { "type": "string", "description": "the node that committed it" },
                "committedAt": { "type": "string", "format": "date-time" },
                "leaves": { "type": "string", "contentEncoding": "base64", "description": "32 bytes (SHA-256) for each event" },
                "previous": { "type": "string", "contentEncoding": "base64", "description": "the hash of the block before; zeros in the first" },
                "hash": { "type": "string", "contentEncoding": "base64" }
              }
            },
            {
              "title": "event",
              "type": "object",
              "required": ["kind", "position", "id", "stream", "version", "type", "timestamp", "data"],
              "properties": {
                "kind": { "const": "event" },
                "position": { "type": "integer", "minimum": 1, "description": "its place in the one order of all events, without gaps" },
                "id": { "type": "string", "format": "uuid" },
                "stream": { "type": "string", "maxLength": 200 },
                "version": { "type": "integer", "minimum": 1, "description": "its place in its stream, without gaps" },
                "type": { "type": "string", "description": "the stored name, for example order_decided" },
                "clrType": { "type": "string" },
                "timestamp": { "type": "string", "format": "date-time", "description": "the event's own time, to the microsecond" },
                "key": { "type": "string", "description": "the idempotency key of the append that this event is the first of" },
                "headers": { "type": "object" },
                "data": { "description": "the body: any JSON value" }
              }
            }
          ]
        }
        """;

    /// <summary>Of the columns of <see cref="CsvExport"/>.</summary>
    public const string Csv =
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "One row of a journal's CSV export (RFC 4180, UTF-8, CRLF, a header row), in the order of the journal",
          "type": "object",
          "required": ["position", "stream", "version", "type", "timestamp", "id", "headers", "data"],
          "properties": {
            "position": { "type": "integer", "minimum": 1 },
            "stream": { "type": "string", "maxLength": 200 },
            "version": { "type": "integer", "minimum": 1 },
            "type": { "type": "string" },
            "timestamp": { "type": "string", "format": "date-time" },
            "id": { "type": "string", "format": "uuid" },
            "headers": { "type": "string", "contentMediaType": "application/json", "description": "empty when there are none" },
            "data": { "type": "string", "contentMediaType": "application/json" }
          }
        }
        """;
}
