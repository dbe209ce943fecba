// Runs signatures of a SavedModel by TensorFlow's own C++ loader, the function that TensorFlow Serving calls too:
//
//     loader EXPORT SIGNATURE REQUEST ANSWER [SIGNATURE REQUEST ANSWER]...
//
// REQUEST and ANSWER are TFRecord files of NamedTensorProto, the names being those of the signature.
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "tensorflow/cc/saved_model/loader.h"
#include "tensorflow/core/lib/io/record_reader.h"
#include "tensorflow/core/lib/io/record_writer.h"
#include "tensorflow/core/platform/env.h"
#include "tensorflow/core/protobuf/named_tensor.pb.h"

namespace tf = tensorflow;

void require(const absl::Status& status) {
  if (!status.ok()) {
    std::cerr << status.ToString() << "\n";
    std::exit(1);
  }
}

std::vector<tf::NamedTensorProto> read(const std::string& path) {
  std::unique_ptr<tf::RandomAccessFile> file;
  require(tf::Env::Default()->NewRandomAccessFile(path, &file));
  tf::io::RecordReader reader(file.get());
  std::vector<tf::NamedTensorProto> tensors;
  tf::uint64 offset = 0;
  tf::tstring record;
  while (reader.ReadRecord(&offset, &record).ok()) {
    tensors.emplace_back();
    if (!tensors.back().ParseFromArray(record.data(), record.size())) std::exit(2);
  }
  return tensors;
}

void write(const std::string& path, const std::vector<tf::NamedTensorProto>& tensors) {
  std::unique_ptr<tf::WritableFile> file;
  require(tf::Env::Default()->NewWritableFile(path, &file));
  tf::io::RecordWriter writer(file.get());
  for (const auto& tensor : tensors) require(writer.WriteRecord(tensor.SerializeAsString()));
  require(writer.Close());
  require(file->Close());
}

// Feeds the inputs of a signature by the names of their tensors, and names what is fetched by its outputs.
std::vector<tf::NamedTensorProto> run(tf::Session& session, const tf::SignatureDef& signature,
                                      const std::vector<tf::NamedTensorProto>& request) {
  std::vector<std::pair<std::string, tf::Tensor>> inputs;
  for (const auto& named : request) {
    tf::Tensor tensor;
    if (!tensor.FromProto(named.tensor())) std::exit(3);
    inputs.emplace_back(signature.inputs().at(named.name()).name(), tensor);
  }
  std::vector<std::string> names, fetched;
  for (const auto& output : signature.outputs()) {
    names.push_back(output.first);
    fetched.push_back(output.second.name());
  }
  std::vector<tf::Tensor> outputs;
  require(session.Run(inputs, fetched, {}, &outputs));
  std::vector<tf::NamedTensorProto> answer(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    answer[i].set_name(names[i]);
    outputs[i].AsProtoField(answer[i].mutable_tensor());
  }
  return answer;
}

int main(int argc, char** argv) {
  tf::SavedModelBundle bundle;
  require(tf::LoadSavedModel(tf::SessionOptions(), tf::RunOptions(), argv[1], {"serve"}, &bundle));
  for (int i = 2; i + 2 < argc; i += 3) {
    const auto& signature = bundle.GetSignatures().at(argv[i]);
    write(argv[i + 2], run(*bundle.GetSession(), signature, read(argv[i + 1])));
  }
}
