global using Portcullis.Client.Internal;
