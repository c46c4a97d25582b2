// SPDX-License-Identifier: Apache-2.0
// Workbooks for tests: a zip writer and the smallest parts that make a book.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

namespace sinergi::exchange {

class TestZip {
public:
    void add(const std::string& name, std::string_view bytes, std::uint16_t flags = 0) {
        const std::string packed = deflated(bytes);
        const auto crc = static_cast<std::uint32_t>(
            crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
        const auto offset = static_cast<std::uint32_t>(out_.size());
        std::string head;
        put16(head, 20);
        put16(head, flags);
        put16(head, 8);  // Deflated.
        put32(head, 0);  // Time and date.
        put32(head, crc);
        put32(head, static_cast<std::uint32_t>(packed.size()));
        put32(head, static_cast<std::uint32_t>(bytes.size()));
        put16(head, static_cast<std::uint16_t>(name.size()));
        put16(head, 0);
        out_ += "PK\x03\x04" + head + name + packed;
        directory_ += "PK\x01\x02";
        put16(directory_, 20);
        directory_ += head;
        put16(directory_, 0);  // Comment.
        put32(directory_, 0);  // Disk and internal attributes.
        put32(directory_, 0);
        put32(directory_, offset);
        directory_ += name;
        ++entries_;
    }

    [[nodiscard]] std::string take() const {
        std::string all = out_ + directory_ + "PK\x05\x06";
        put32(all, 0);
        put16(all, entries_);
        put16(all, entries_);
        put32(all, static_cast<std::uint32_t>(directory_.size()));
        put32(all, static_cast<std::uint32_t>(out_.size()));
        put16(all, 0);
        return all;
    }

private:
    static void put16(std::string& to, std::uint16_t number) {
        to += static_cast<char>(number & 0xFF);
        to += static_cast<char>(number >> 8);
    }
    static void put32(std::string& to, std::uint32_t number) {
        put16(to, static_cast<std::uint16_t>(number & 0xFFFF));
        put16(to, static_cast<std::uint16_t>(number >> 16));
    }
    static std::string deflated(std::string_view bytes) {
        z_stream stream{};
        deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
        std::string out(deflateBound(&stream, bytes.size()), '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream.avail_in = static_cast<uInt>(bytes.size());
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        deflate(&stream, Z_FINISH);
        out.resize(stream.total_out);
        deflateEnd(&stream);
        return out;
    }

    std::string out_, directory_;
    std::uint16_t entries_ = 0;
};

// A book as Excel lays it out; what a test does not set is left out of the file.
struct TestBook {
    struct Page {
        std::string name, rows;  // The inside of <sheetData>.
        std::string after = {};  // What follows it: <mergeCells>…
        std::string state = {};
    };
    std::vector<Page> pages;
    std::string strings, styles;  // The inside of <sst> and of <styleSheet>.
    bool from_1904 = false;
    std::string target_prefix = "worksheets/";  // "/xl/worksheets/" is used by some writers.
    std::string prefix;                         // "x:" on every element.

    [[nodiscard]] std::string bytes() const {
        TestZip zip;
        const std::string kind =
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        zip.add("_rels/.rels",
                fmt::format("<Relationships><Relationship Id=\"r1\" Type=\"{}officeDocument\" "
                            "Target=\"xl/workbook.xml\"/></Relationships>",
                            kind));
        std::string relations, sheets;
        for (std::size_t i = 0; i < pages.size(); ++i) {
            relations += fmt::format(
                "<Relationship Id=\"s{0}\" Type=\"{1}worksheet\" "
                "Target=\"{2}sheet{0}.xml\"/>",
                i, kind, target_prefix);
            sheets += fmt::format(
                "<{0}sheet name=\"{1}\" sheetId=\"{2}\" state=\"{3}\" "
                "r:id=\"s{4}\"/>",
                prefix, pages[i].name, i + 1, pages[i].state.empty() ? "visible" : pages[i].state,
                i);
            zip.add(fmt::format("xl/worksheets/sheet{}.xml", i),
                    fmt::format("<?xml version=\"1.0\"?><{0}worksheet xmlns=\"m\" xmlns:x=\"m\">"
                                "<{0}sheetData>{1}</{0}sheetData>{2}</{0}worksheet>",
                                prefix, pages[i].rows, pages[i].after));
        }
        if (!strings.empty()) {
            relations += fmt::format(
                "<Relationship Id=\"str\" Type=\"{}sharedStrings\" "
                "Target=\"sharedStrings.xml\"/>",
                kind);
            zip.add("xl/sharedStrings.xml", "<sst>" + strings + "</sst>");
        }
        if (!styles.empty()) {
            relations += fmt::format(
                "<Relationship Id=\"sty\" Type=\"{}styles\" "
                "Target=\"styles.xml\"/>",
                kind);
            zip.add("xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>");
        }
        zip.add("xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>");
        zip.add("xl/workbook.xml",
                fmt::format("<{0}workbook xmlns:x=\"m\" xmlns:r=\"r\"><{0}workbookPr "
                            "date1904=\"{1}\"/><{0}sheets>{2}</{0}sheets></{0}workbook>",
                            prefix, from_1904 ? 1 : 0, sheets));
        return zip.take();
    }
};

// <c r="B3" t="inlineStr">…
inline std::string text_cell(std::string_view place, std::string_view text) {
    return fmt::format("<c r=\"{}\" t=\"inlineStr\"><is><t>{}</t></is></c>", place, text);
}
inline std::string number_cell(std::string_view place, std::string_view number, int style = 0) {
    return fmt::format("<c r=\"{}\" s=\"{}\"><v>{}</v></c>", place, style, number);
}
inline std::string row_of(int number, std::string_view cells) {
    return fmt::format("<row r=\"{}\">{}</row>", number, cells);
}

}  // namespace sinergi::exchange
